namespace Reprise.Cache;

/// <summary>
/// Why the cache did what it did, in one word each. They stand in <c>Reprise-Cache-Reason</c>, on the record and in statistics, so they never change. Guards add
/// their own (<see cref="Guards.GuardKind"/>).
/// </summary>
public static class CacheReasons
{
    // The caller or the owner decided.
    public const string Off = "off";
    public const string UnknownPolicy = "unknown_policy";
    public const string Refresh = "refresh";
    public const string NoStore = "no_store";
    public const string OnlyCached = "only_cached";
    public const string Shadow = "shadow";

    // The request cannot be matched safely.
    public const string NotReadable = "not_readable";
    public const string NotCacheable = "not_cacheable";
    public const string Attachments = "attachments";
    public const string ToolTraffic = "tool_traffic";
    public const string Tools = "tools";
    public const string SeveralChoices = "several_choices";
    public const string NoOwner = "no_owner";
    public const string Logprobs = "logprobs";
    public const string Temperature = "temperature";
    public const string ServerState = "server_state";
    public const string TooLong = "text_too_long";
    public const string TooLittle = "text_too_little";
    public const string NoText = "no_text";
    public const string Code = "code";

    // The answer must not be given again.
    public const string OtherProvider = "other_provider";
    public const string AnswerFailed = "answer_failed";
    public const string AnswerNotRecorded = "answer_not_recorded";
    public const string AnswerNotReadable = "answer_not_readable";
    public const string AnswerIncomplete = "answer_incomplete";
    public const string AnswerFiltered = "answer_filtered";
    public const string AnswerEmpty = "answer_empty";

    /// <summary>A privacy policy changed, dropped or hides the answer on record: it is not what the model said.</summary>
    public const string Redacted = "redacted";

    // What was found does not do.
    public const string NoCandidate = "no_candidate";
    public const string BelowSimilarity = "below_similarity";
    public const string BelowProbability = "below_probability";
    public const string LowQuality = "low_quality";
    public const string TooOld = "too_old";
    public const string Evicted = "evicted";
    public const string Gone = "gone";
    public const string OtherForm = "other_form";
    public const string ExactOnly = "exact_only";

    // The cache itself is in trouble.
    public const string Busy = "busy";
    public const string Failed = "failed";
}
