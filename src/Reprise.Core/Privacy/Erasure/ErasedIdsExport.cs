namespace Reprise.Privacy.Erasure;

/// <summary>What keeps erased interactions out, with nothing of what they said: to be kept outside, and given to a server that an older backup is restored onto.</summary>
public sealed record ErasedIdsExport
{
    public const string FormatName = "reprise-erasures";

    public const int LatestVersion = 1;

    /// <summary>Parts in one request; each has at most 44 KB.</summary>
    public const int MostParts = 50;

    public string Format { get; init; } = FormatName;
    public int Version { get; init; } = LatestVersion;
    public IReadOnlyList<ErasedIdsPart> Items { get; init; } = [];
}

/// <summary>Some of the ids of one erasure.</summary>
public sealed record ErasedIdsPart
{
    public required string Project { get; init; }
    public required string ErasureId { get; init; }

    /// <summary>Which part it is, from 0 on.</summary>
    public int Part { get; init; }

    /// <summary>16 bytes for each interaction, in base64.</summary>
    public required string Ids { get; init; }

    /// <summary>As JSON, with the first part of an erasure that is done.</summary>
    public string? Certificate { get; init; }
}
