namespace Reprise.Embeddings;

/// <summary>An entry that was found.</summary>
/// <param name="Id">As it was added.</param>
/// <param name="Similarity">Cosine of the two vectors as the index keeps them, in bytes: -1 to 1, within about 0.003 of that of the floats, and 1 for equal vectors.</param>
public readonly record struct VectorMatch(long Id, float Similarity);
