namespace Reprise.Server.Replay.Runs;

/// <summary>Runs of replays; section <c>Replay</c>.</summary>
internal sealed class RunOptions
{
    public const string Section = "Replay";

    /// <summary>Most runs under way on this server. Default 4; of one project there is one at a time.</summary>
    public int MaxRuns { get; set; } = 4;

    public IEnumerable<string> Mistakes()
    {
        if (MaxRuns is < 1 or > 100) yield return $"{Section}:MaxRuns is {MaxRuns}; expected 1 to 100.";
    }
}
