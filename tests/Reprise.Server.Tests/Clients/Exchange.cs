using Reprise.Interactions;

namespace Reprise.Server.Tests.Clients;

/// <summary>One call as the client's own side of the wire saw it.</summary>
internal sealed record Exchange
{
    /// <summary>From the answer's <c>Reprise-Id</c>; null when no answer came.</summary>
    public InteractionId? Id { get; init; }
    public required byte[] Request { get; init; }

    /// <summary>What the client has read of the answer, up to the place where it stopped.</summary>
    public required byte[] Response { get; init; }
}

/// <summary>What a client made of one answer, in one shape for all clients. What is null was not looked at.</summary>
internal sealed record Seen
{
    public string? Model { get; init; }
    public string? Content { get; init; }
    public IReadOnlyList<SeenTool> Tools { get; init; } = [];

    /// <summary>The provider's own word for how it ended.</summary>
    public string? Finish { get; init; }
    public long? PromptTokens { get; init; }
    public long? CompletionTokens { get; init; }

    /// <summary>The type of the client's error.</summary>
    public string? Error { get; init; }

    /// <summary>The HTTP status the client's error carries.</summary>
    public int? Status { get; init; }
    public string? Message { get; init; }

    /// <summary>Dimensions of each embedding.</summary>
    public IReadOnlyList<int>? Vectors { get; init; }

    /// <summary>Names in a list of models.</summary>
    public IReadOnlyList<string>? Names { get; init; }
}

/// <param name="Name">The tool.</param>
/// <param name="Arguments">JSON.</param>
/// <param name="Id">Null where the provider gives none.</param>
internal sealed record SeenTool(string Name, string Arguments, string? Id = null);
