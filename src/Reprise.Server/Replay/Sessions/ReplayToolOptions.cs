namespace Reprise.Server.Replay.Sessions;

/// <summary>Tools that a replay may ask again: <c>Replay:Tools:{name}:Url</c> and what stands beside it.</summary>
internal sealed class ReplayToolOptions
{
    public const string Section = "Replay";

    public Dictionary<string, ReplayToolSettings> Tools { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Mistakes()
    {
        foreach (var (name, tool) in Tools)
        {
            if (!Uri.TryCreate(tool.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) yield return $"Replay:Tools:{name}:Url must be an http or https address.";
            if (tool.Timeout <= TimeSpan.Zero || tool.Timeout > TimeSpan.FromMinutes(10)) yield return $"Replay:Tools:{name}:Timeout must be more than nothing and at most 10 minutes.";
            if (tool.MaxBytes is < 1 or > 64 << 20) yield return $"Replay:Tools:{name}:MaxBytes must be 1 to {64 << 20}.";
        }
    }
}

internal sealed class ReplayToolSettings
{
    /// <summary>Gets the arguments as the JSON body of a POST and answers with the result.</summary>
    public string Url { get; set; } = "";
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
    public int MaxBytes { get; set; } = 1 << 20;
}
