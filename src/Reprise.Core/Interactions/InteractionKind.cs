namespace Reprise.Interactions;

/// <summary>What was called. Stored and sent as the names in <see cref="Words"/>.</summary>
public enum InteractionKind
{
    Unknown,
    Llm,
    Embedding,
    Tool,
    ApiRequest,
    CliCommand,
    Check,
    Event,
}

/// <summary>How it ended.</summary>
public enum InteractionStatus
{
    Success,
    Error,
    Timeout,

    /// <summary>The caller went away first; what had arrived is on record.</summary>
    Cancelled,
}
