namespace Reprise.Embeddings;

/// <summary>What an index holds in memory, in bytes, room that is not used yet included.</summary>
/// <param name="Entries">Live entries.</param>
/// <param name="Vectors">The vectors in bytes, for which exact similarities are computed.</param>
/// <param name="Sketches">The vectors in bits, for the first pass.</param>
/// <param name="Other">Ids, partitions, tables.</param>
public readonly record struct VectorMemory(int Entries, long Vectors, long Sketches, long Other);
