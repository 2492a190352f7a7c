using System.Net;

namespace Reprise.Client;

/// <summary>The server understood the call and refused it, or failed at it. Carries what its problem details (RFC 9457) said.</summary>
public sealed class RepriseApiException : Exception
{
    public RepriseApiException() { }
    public RepriseApiException(string message) : base(message) { }
    public RepriseApiException(string message, Exception inner) : base(message, inner) { }

    public HttpStatusCode Status { get; init; }
    public string? Title { get; init; }

    /// <summary>What was wrong with this very call.</summary>
    public string? Detail { get; init; }

    /// <summary>Where in a filter the mistake stands, in characters from 0; null when the mistake is none of a filter.</summary>
    public int? Position { get; init; }

    /// <summary>What was probably meant.</summary>
    public string? Suggestion { get; init; }

    /// <summary>The reason in one word, where the problem has one.</summary>
    public string? Code { get; init; }

    /// <summary>What could be done instead, each a sentence.</summary>
    public IReadOnlyList<string> StillWorks { get; init; } = [];
}
