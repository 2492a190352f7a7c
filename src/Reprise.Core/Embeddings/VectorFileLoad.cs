namespace Reprise.Embeddings;

/// <summary>What was found when a file of vectors was opened.</summary>
public enum VectorFileState
{
    /// <summary>There was no file.</summary>
    New,

    /// <summary>Everything in the file is in the index.</summary>
    Loaded,

    /// <summary>The end of the file was cut off, as a lost power supply does. All changes before that are in the index; the latest may be missing.</summary>
    Shortened,

    /// <summary>The vectors are of another model. None was read.</summary>
    OtherModel,

    /// <summary>The file is not what was written. Nothing of it was read.</summary>
    Damaged,
}

/// <summary>What opening a file of vectors led to.</summary>
/// <param name="State">How it went.</param>
/// <param name="Entries">Entries in the index now.</param>
/// <param name="Mark">The last mark before the end of what was read; null when none was ever set.</param>
/// <param name="Detail">What is wrong with the file, for a log line; null when nothing is.</param>
public sealed record VectorFileLoad(VectorFileState State, int Entries, long? Mark, string? Detail)
{
    /// <summary>The index is empty, and whoever knows the entries should add them.</summary>
    public bool NeedsRebuild => State is VectorFileState.New or VectorFileState.OtherModel or VectorFileState.Damaged;
}
