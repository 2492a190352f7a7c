namespace Reprise.Client.Tools;

/// <summary>When a tool is not called because the answer is on record. A tool without one is always called.</summary>
public sealed record ToolCachePolicy
{
    /// <summary>Least similarity of the input to one that was answered. Default 1: only the very same input. Below it, inputs that are worded differently take part, judged by the server's policy <c>tools</c>.</summary>
    public double Similarity { get; init; } = 1;

    /// <summary>Older answers are not given. Default a day; <see cref="TimeSpan.Zero"/> for no limit.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Least quality, 0 to 1; null for what the server's policy asks.</summary>
    public double? MinQuality { get; init; }

    /// <summary>How long a lookup may take before the tool is called. Default a second.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(1);
}
