namespace Reprise.Datasets.Export;

/// <summary>What an export wrote and left out. Grows while it runs.</summary>
public sealed record ExportCounts
{
    public int Written { get; set; }

    /// <summary>Cases whose interaction is no longer on record.</summary>
    public int Gone { get; set; }

    /// <summary>Cases whose bodies are no longer on record, or cannot be read as a conversation.</summary>
    public int Unreadable { get; set; }

    /// <summary>Cases with neither an expected nor a whole recorded answer.</summary>
    public int WithoutAnswer { get; set; }

    /// <summary>Cases with pictures, sounds or files, which only a request in OpenAI's own form can say.</summary>
    public int WithAttachments { get; set; }

    /// <summary>Cases with tools of the provider's own that have no other form.</summary>
    public int WithForeignTools { get; set; }

    public int LeftOut => Gone + Unreadable + WithoutAnswer + WithAttachments + WithForeignTools;
}
