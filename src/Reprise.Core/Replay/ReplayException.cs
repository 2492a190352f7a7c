namespace Reprise.Replay;

/// <summary>Something cannot be replayed. Says what is missing and what would still work, without content of any body.</summary>
public sealed class ReplayException : Exception
{
    public ReplayException() { }
    public ReplayException(string message) : base(message) { }
    public ReplayException(string message, Exception inner) : base(message, inner) { }

    public ReplayException(string code, string message, params IReadOnlyList<string> stillWorks) : base(message) => (Code, StillWorks) = (code, stillWorks);

    /// <summary>One word for programs, see <see cref="ReplayObstacles"/>.</summary>
    public string Code { get; } = ReplayObstacles.NotReplayable;

    /// <summary>What could be done instead, each a sentence.</summary>
    public IReadOnlyList<string> StillWorks { get; } = [];
}

/// <summary>Why something cannot be replayed, in one word each.</summary>
public static class ReplayObstacles
{
    public const string NotFound = "not_found";
    public const string BodyErased = "body_erased";
    public const string BodyOmitted = "body_omitted";
    public const string BodyCut = "body_cut";
    public const string BodyRedacted = "body_redacted";
    public const string BodyEncrypted = "body_encrypted";
    public const string BodyUnreadable = "body_unreadable";
    public const string NotReplayable = "not_replayable";
    public const string UnknownProvider = "unknown_provider";
    public const string UnknownModel = "unknown_model";
    public const string InvalidParameter = "invalid_parameter";
    public const string NoPlace = "no_place";
    public const string ToolAnswerMissing = "tool_answer_missing";
    public const string NoCredential = "no_credential";
}
