using Reprise.Embeddings;

namespace Reprise.Cache.Keys;

/// <summary>
/// What a request asks, as the cache compares it. Everything in the request is part of <see cref="Partition"/>, save one text and what a short list names as
/// having no say in the answer: a parameter nobody thought of makes two requests differ, never alike.
/// </summary>
public sealed record CacheKey
{
    /// <summary>The endpoint, the model, every parameter, the tools, the system prompt and all turns before the last user text, within a <see cref="CacheScope"/>.</summary>
    public PartitionKey Partition { get; init; }

    /// <summary>The partition and the last user text, letter for letter. Equal only for requests that ask the same.</summary>
    public PartitionKey Exact { get; init; }

    /// <summary>The last user text: the only thing that may differ between a question and the answer it gets. Null when <see cref="SemanticRefusal"/> says why.</summary>
    public string? Text { get; init; }

    /// <summary>Why the cache must not answer at all, in a word of <see cref="CacheReasons"/>; null when it may. With a refusal both keys are empty and must not be used.</summary>
    public string? Refusal { get; init; }

    /// <summary>Why only the very same request may be answered; null when a reworded one may be too.</summary>
    public string? SemanticRefusal { get; init; }

    /// <summary>Whether the client wants a stream. No part of the key: an answer is kept once and given in either form.</summary>
    public bool Stream { get; init; }

    /// <summary>The dialect the request was read in.</summary>
    public string Dialect { get; init; } = "";

    /// <summary>The model asked for.</summary>
    public string? Model { get; init; }
}
