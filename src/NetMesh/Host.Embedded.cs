namespace NetMesh;
