namespace Reprise.Client.AI;

/// <summary>How the calls of a chat client, an embedding generator or a function are recorded.</summary>
public sealed record CallRecordingOptions
{
    /// <summary>Under which the calls are on record, and found in the cache; null for <c>chat</c>, <c>embeddings</c>, or the function's name.</summary>
    public string? Name { get; init; }

    /// <summary>Whether what was said is recorded: messages, arguments, answers. Without it, models, times, counts and outcomes are. Default yes.</summary>
    public bool RecordsContent { get; init; } = true;

    /// <summary>Whether the tools of a chat request are recorded when the client inside calls them, as children of the chat call. Default no: then the client inside gets the caller's own options.</summary>
    public bool RecordsTools { get; init; }

    /// <summary>Beside those of the scope.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Null for the scope's.</summary>
    public string? PromptType { get; init; }

    /// <summary>Where chat answers may come from instead of the client; null (default) for nowhere.</summary>
    public ChatCacheOptions? Cache { get; init; }

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
