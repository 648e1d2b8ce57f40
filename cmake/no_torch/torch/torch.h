#error "This room is Torch-free (docs/architecture.md): only src/nn, src/accel and apps/ may include Torch."
