using System.Text.Json.Serialization;

namespace Reprise.Privacy.Erasure;

[JsonConverter(typeof(JsonStringEnumConverter<ErasureState>))]
public enum ErasureState
{
    /// <summary>Under way, or to be gone on with when the server starts.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Done; there is a certificate.</summary>
    [JsonStringEnumMemberName("done")]
    Done,
}

/// <summary>One erasure as its setting keeps it: what is to be done while it is under way, and the certificate afterwards.</summary>
public sealed record ErasureRecord
{
    /// <summary>The kind of settings that hold one; the key is its id.</summary>
    public const string SettingKind = "erasure";

    /// <summary>The kind that holds the ids of the interactions that were erased, in parts.</summary>
    public const string IdsKind = "erasure.ids";

    public required string Id { get; init; }
    public required string Project { get; init; }
    public required ErasureState State { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }
    public required string Actor { get; init; }

    /// <summary>Why, for people. Must not name the person.</summary>
    public string? Reason { get; init; }

    /// <summary>See <see cref="ErasureSelector.HashOf"/>.</summary>
    public required string SelectorHash { get; init; }

    /// <summary><c>user</c> or <c>filter</c>.</summary>
    public required string SelectorKind { get; init; }

    /// <summary>In plain only while it is under way.</summary>
    public ErasureSelector? Selector { get; init; }
    public bool LeaveHeld { get; init; }

    /// <summary>Interactions before this time: those that were there when it began.</summary>
    public required DateTimeOffset Before { get; init; }

    /// <summary>The step that is next, or under way.</summary>
    public int Step { get; init; }

    /// <summary>Parts of <see cref="IdsKind"/> written so far.</summary>
    public int IdParts { get; init; }

    /// <summary>What went so far, by kind.</summary>
    public IReadOnlyDictionary<string, long> Counts { get; init; } = new Dictionary<string, long>();

    /// <summary>What stays, and why.</summary>
    public IReadOnlyList<LeftBehind> Left { get; init; } = [];

    /// <summary>What stands in the way for now, in words without content; it is tried again.</summary>
    public string? Trouble { get; init; }

    /// <summary>The certificate, as it was signed off; null until it is done.</summary>
    public string? Certificate { get; init; }
}

/// <param name="Kind">What, such as <c>interactions</c> or <c>backups</c>.</param>
/// <param name="Count">How many; null where nobody can tell.</param>
/// <param name="Reason">Why, for people.</param>
public sealed record LeftBehind(string Kind, long? Count, string Reason);
