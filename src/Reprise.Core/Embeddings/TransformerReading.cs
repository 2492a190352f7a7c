namespace Reprise.Embeddings;

/// <summary>How much of a text is in its vector.</summary>
public enum TransformerReading
{
    /// <summary>Nothing: there is nothing to read in it, or no word the model knows. The vector is all zeros.</summary>
    Nothing,

    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Some words have no pieces (rare scripts, most emoji): any other such word in their place gives the same vector.</summary>
    WithUnknownWords,

    /// <summary>The text goes on behind what was read.</summary>
    Cut,
}
