namespace Reprise.Access;

/// <summary>What somebody is in a project.</summary>
public enum Role
{
    /// <summary>Nothing there.</summary>
    None,

    /// <summary>Writes and reads nothing: programs that send calls and records.</summary>
    Recorder,

    /// <summary>Reads, and says what it thinks of answers: feedback, labels, flags.</summary>
    Reviewer,

    /// <summary>Reads, reviews, and works with the record: replays, datasets, prompts, exports, cache.</summary>
    Analyst,

    /// <summary>Everything in the project: policies, retention, deletion, erasure, keys, members.</summary>
    Owner,
}
