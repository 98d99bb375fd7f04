"""The service: HTTP over the gate and its history. `create_app` makes the Flask application; one module a resource."""
