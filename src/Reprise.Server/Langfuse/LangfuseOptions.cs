namespace Reprise.Server.Langfuse;

/// <summary>Limits of Langfuse's ingestion route; section <c>Langfuse</c>.</summary>
internal sealed class LangfuseOptions
{
    public const string Section = "Langfuse";

    /// <summary>Largest batch in bytes. 1 KB to 1 GB; default 4.5 MB, which is what Langfuse's own clients keep to.</summary>
    public long MaxBodyBytes { get; set; } = 4_718_592;

    /// <summary>Most events of one batch. 1 to 100,000; default 10,000.</summary>
    public int MaxEvents { get; set; } = 10_000;

    public IEnumerable<string> Mistakes()
    {
        if (MaxBodyBytes is < 1024 or > 1L << 30) yield return $"Langfuse:MaxBodyBytes is {MaxBodyBytes}; expected 1024 to {1L << 30}.";
        if (MaxEvents is < 1 or > 100_000) yield return $"Langfuse:MaxEvents is {MaxEvents}; expected 1 to 100000.";
    }
}
