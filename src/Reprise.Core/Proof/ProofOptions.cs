namespace Reprise.Proof;

/// <summary>How the proof is kept; section <c>Proof</c>.</summary>
public sealed class ProofOptions
{
    public const string Section = "Proof";

    /// <summary>Whether what is recorded is chained. Default true. Records made while it is off are reported as never proven.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>The private key, PEM. Default <c>proof.key</c> in the data folder, made when the proof begins. Servers that share one record share one key.</summary>
    public string? KeyFile { get; set; }

    /// <summary>A folder that gets a copy of each checkpoint; best one that whoever can change the record cannot change. Default none.</summary>
    public string? CheckpointFolder { get; set; }

    /// <summary>Entries after which a checkpoint is signed. Default 10,000.</summary>
    public int CheckpointEntries { get; set; } = 10_000;

    /// <summary>Time after which a checkpoint is signed when anything came. Default 10 minutes.</summary>
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);

    public IEnumerable<string> Mistakes()
    {
        if (CheckpointEntries is < 1 or > 10_000_000) yield return $"Proof:CheckpointEntries is {CheckpointEntries}; expected 1 to 10,000,000.";
        if (CheckpointInterval < TimeSpan.FromSeconds(1) || CheckpointInterval > TimeSpan.FromDays(30)) yield return $"Proof:CheckpointInterval is {CheckpointInterval}; expected 00:00:01 to 30.00:00:00.";
    }
}
