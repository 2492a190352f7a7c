namespace Reprise.Client.Documents;

/// <summary>Whom or what to erase: a user or a filter.</summary>
public sealed record ErasureRequest
{
    public string? User { get; init; }

    /// <summary>More ids of the same person.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }
    public string? Q { get; init; }
    public bool DryRun { get; init; }
    public bool LeaveHeld { get; init; }

    /// <summary>Becomes part of the certificate; must not name the person.</summary>
    public string? Reason { get; init; }
}

/// <summary>One erasure: how far it is, or its certificate.</summary>
public sealed record Erasure
{
    public required string ErasureId { get; init; }

    /// <summary><c>running</c> or <c>done</c>.</summary>
    public required string State { get; init; }
    public bool? DryRun { get; init; }
    public DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public string Actor { get; init; } = "";
    public string? Reason { get; init; }
    public string SelectorKind { get; init; } = "";
    public string SelectorHash { get; init; } = "";
    public int Step { get; init; }
    public int Steps { get; init; }
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();
    public IReadOnlyList<ErasureRemainder> Left { get; init; } = [];
    public IReadOnlyList<ErasureHold>? Holds { get; init; }

    /// <summary>What stands in its way for now; it is tried again.</summary>
    public string? Trouble { get; init; }

    /// <summary>The certificate as JSON.</summary>
    public System.Text.Json.JsonElement? Certificate { get; init; }

    /// <summary>The certificate for people.</summary>
    public string? CertificateText { get; init; }
}

/// <param name="Kind">What stays.</param>
/// <param name="Count">How many; null where nobody can tell.</param>
/// <param name="Reason">Why.</param>
public sealed record ErasureRemainder(string Kind, long? Count, string Reason);

/// <param name="Name">Of a legal hold.</param>
/// <param name="Interactions">How many of the selection it has.</param>
public sealed record ErasureHold(string Name, long Interactions);

/// <summary>Erasures of a project, newest first.</summary>
public sealed record ErasureList
{
    public IReadOnlyList<Erasure> Items { get; init; } = [];
    public long KnownIds { get; init; }
    public long RefusedSinceStart { get; init; }
}

/// <summary>What a server took over of erased ids.</summary>
public sealed record TakenIds
{
    /// <summary>Ids that it did not know.</summary>
    public int Added { get; init; }
    public long KnownIds { get; init; }
}
