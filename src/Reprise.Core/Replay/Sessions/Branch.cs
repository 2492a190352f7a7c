using System.Text.Json.Serialization;

namespace Reprise.Replay.Sessions;

/// <summary>How the turns of a branch get their histories.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BranchMode>))]
public enum BranchMode
{
    /// <summary>Each turn is asked on the recorded history, by itself.</summary>
    [JsonStringEnumMemberName("pinned")]
    Pinned,

    /// <summary>Each turn is built on the new answers.</summary>
    [JsonStringEnumMemberName("free")]
    Free,
}

[JsonConverter(typeof(JsonStringEnumConverter<BranchState>))]
public enum BranchState
{
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>It came to its end.</summary>
    [JsonStringEnumMemberName("completed")]
    Completed,

    /// <summary>It could not go on; <see cref="Branch.Stop"/> says why. It can be resumed.</summary>
    [JsonStringEnumMemberName("stopped")]
    Stopped,

    /// <summary>Its server ended before it did. It can be resumed.</summary>
    [JsonStringEnumMemberName("interrupted")]
    Interrupted,
}

/// <summary>
/// What a branch of a session is to do, and how far it got. Its calls are on record as a session of their own under the branch's id, with what each repeats;
/// the turns before the fork it shares with its origin.
/// </summary>
public sealed record Branch
{
    /// <summary>The kind of settings that hold one; the key is its id.</summary>
    public const string SettingKind = "replay.branch";

    public required string BranchId { get; init; }

    /// <summary>The session at the root of the tree; null when that is a trace.</summary>
    public string? SessionId { get; init; }
    public string? TraceId { get; init; }

    /// <summary>The branch it was forked from; null when that is the root.</summary>
    public string? ParentBranch { get; init; }

    /// <summary>The first turn that is asked again, from 1.</summary>
    public required int ForkTurn { get; init; }

    /// <summary>How many turns the origin has.</summary>
    public required int OriginTurns { get; init; }
    public required BranchMode Mode { get; init; }
    public ReplayChanges Changes { get; init; } = ReplayChanges.None;

    /// <summary>Tools that are asked again instead of taken from the record.</summary>
    public IReadOnlyList<string> LiveTools { get; init; } = [];

    /// <summary>From which similarity of words on an answer counts as the recorded one; 1 wants it letter for letter.</summary>
    public double Similarity { get; init; } = 1;
    public required DateTimeOffset CreatedAt { get; init; }
    public required BranchState State { get; init; }

    /// <summary>When its server last said that it is at work.</summary>
    public DateTimeOffset? SeenAt { get; init; }

    /// <summary>Why it could not go on.</summary>
    public BranchStop? Stop { get; init; }

    /// <summary>Names who is at work on it: new with each start, so that a server that was taken for dead notices that another went on.</summary>
    public string? Worker { get; init; }

    /// <summary>Whether somebody asked another server than the one at work to interrupt it; that one reads it with its next beat.</summary>
    public bool StopAsked { get; init; }

    /// <summary>The version of its setting, for writing it only when nobody else has.</summary>
    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public SessionKey Root => SessionId is { } session ? new SessionKey(session) : new SessionKey(TraceId!, IsTrace: true);

    /// <summary>Where its earlier turns are.</summary>
    [JsonIgnore]
    public SessionKey Origin => ParentBranch is { } parent ? new SessionKey(parent) : Root;
}

/// <param name="Code">One word for programs, as of <see cref="ReplayException"/>.</param>
/// <param name="Message">In words, without content.</param>
/// <param name="StillWorks">What could be done, each a sentence.</param>
/// <param name="Turn">The turn it could not take.</param>
public sealed record BranchStop(string Code, string Message, IReadOnlyList<string> StillWorks, int? Turn);
