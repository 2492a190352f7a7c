namespace Reprise.Cache.Entries;

/// <summary>How asking for a text's vector went.</summary>
public enum EmbedOutcome
{
    Embedded,

    /// <summary>There is nothing to read in the text, or it is longer than the model reads.</summary>
    Nothing,

    /// <summary>The model could not be asked, or not in time.</summary>
    Unavailable,
}
