using Microsoft.Extensions.AI;

namespace Reprise.Client.AI;

/// <summary>Where chat answers may come from instead of the model: calls of this application that are on record at a server.</summary>
/// <remarks>
/// An answer is given only to a request with the same model, system prompt, earlier turns, tools and parameters. Records have to reach the same server and project, or there
/// is never a hit. Requests with attachments, with state kept at the provider, or with a raw request of their own never take part.
/// </remarks>
public sealed record ChatCacheOptions
{
    /// <summary>The server that keeps the answers. Not disposed.</summary>
    public required RepriseClient Client { get; init; }

    /// <summary>Least similarity of a question to one that was answered. Default 1: only the very same question. Below it, reworded first questions of a conversation take part too, judged by the server's policy <c>tools</c>.</summary>
    public double Similarity { get; init; } = 1;

    /// <summary>Older answers are not given. Default a day; <see cref="TimeSpan.Zero"/> for no limit.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Least quality, 0 to 1; null for what the server's policy asks.</summary>
    public double? MinQuality { get; init; }

    /// <summary>Requests with a higher temperature are always asked; one that names none counts as 1. Default 1.</summary>
    public float MaxTemperature { get; init; } = 1;

    /// <summary>Who shares answers. Default <see cref="CacheSharing.User"/>.</summary>
    public CacheSharing Sharing { get; init; } = CacheSharing.User;

    /// <summary>How long a lookup may take before the model is asked. Default a second.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Says which requests take part; null for all that may.</summary>
    public Func<IReadOnlyCollection<ChatMessage>, ChatOptions?, bool>? Allows { get; init; }
}

/// <summary>Who is given an answer that somebody got.</summary>
public enum CacheSharing
{
    /// <summary>Everybody in the project.</summary>
    Project,

    /// <summary>The same user of the scope; calls without a user take no part.</summary>
    User,

    /// <summary>The same session of the scope; calls without one take no part.</summary>
    Session,
}
