//! What clusters report, held against the mesh.
