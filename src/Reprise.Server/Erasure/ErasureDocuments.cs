using Reprise.Privacy.Erasure;
using Reprise.Retention;

namespace Reprise.Server.Erasure;

/// <summary>Whom or what to erase.</summary>
internal sealed record ErasureRequestDocument
{
    /// <summary>The user's id as callers write it.</summary>
    public string? User { get; init; }

    /// <summary>More ids of the same person, such as an older one.</summary>
    public IReadOnlyList<string>? Aliases { get; init; }

    /// <summary>A filter instead of a user.</summary>
    public string? Q { get; init; }

    /// <summary>Only count.</summary>
    public bool DryRun { get; init; }

    /// <summary>Leave what legal holds have instead of refusing all.</summary>
    public bool LeaveHeld { get; init; }

    /// <summary>Why; becomes part of the certificate, so it must not name the person.</summary>
    public string? Reason { get; init; }
}

/// <summary>One erasure. Who it was about is not in it.</summary>
internal sealed record ErasureDocument
{
    public required string ErasureId { get; init; }

    /// <summary><c>running</c> or <c>done</c>.</summary>
    public required string State { get; init; }
    public bool? DryRun { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public required string Actor { get; init; }
    public string? Reason { get; init; }

    /// <summary><c>user</c> or <c>filter</c>.</summary>
    public required string SelectorKind { get; init; }
    public required string SelectorHash { get; init; }

    /// <summary>Steps that are over, of <see cref="Steps"/>.</summary>
    public required int Step { get; init; }
    public int Steps { get; init; } = 8;

    /// <summary>What went, or would go, by kind.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>What stays, and why.</summary>
    public required IReadOnlyList<LeftBehind> Left { get; init; }

    /// <summary>Of a dry run: which legal holds have some of it.</summary>
    public IReadOnlyList<HeldCount>? Holds { get; init; }

    /// <summary>What stands in its way for now; it is tried again.</summary>
    public string? Trouble { get; init; }

    /// <summary>The certificate when it is done.</summary>
    public ErasureCertificate? Certificate { get; init; }

    /// <summary>The same for people.</summary>
    public string? CertificateText { get; init; }

    public static ErasureDocument Of(ErasureRecord record)
    {
        var certificate = ErasureShelf.CertificateOf(record);
        return new ErasureDocument
        {
            ErasureId = record.Id, State = record.State == ErasureState.Done ? "done" : "running", StartedAt = record.StartedAt, FinishedAt = record.FinishedAt, Actor = record.Actor, Reason = record.Reason,
            SelectorKind = record.SelectorKind, SelectorHash = record.SelectorHash, Step = record.State == ErasureState.Done ? 8 : record.Step, Counts = record.Counts, Left = record.Left, Trouble = record.Trouble,
            Certificate = certificate, CertificateText = certificate?.ToText(),
        };
    }
}

/// <summary>Erasures, and what they keep out.</summary>
internal sealed record ErasureListDocument
{
    public required IReadOnlyList<ErasureDocument> Items { get; init; }

    /// <summary>Ids that are known to be erased, on the whole installation.</summary>
    public required long KnownIds { get; init; }

    /// <summary>How often something erased came again and was refused, since the server started.</summary>
    public required long RefusedSinceStart { get; init; }
}

/// <summary>What was taken over from another server.</summary>
internal sealed record TakenIdsDocument
{
    /// <summary>Ids that were not known here.</summary>
    public required int Added { get; init; }

    /// <summary>Ids that are known to be erased, on the whole installation.</summary>
    public required long KnownIds { get; init; }
}
