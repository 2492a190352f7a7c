namespace Reprise.Server.Cache.Embedders;

/// <summary>A better and slower model that is asked about the few candidates the first one found; section <c>Cache:SecondOpinion</c>. Off unless a folder is given.</summary>
internal sealed class SecondOpinionOptions
{
    public const string Section = "Cache:SecondOpinion";

    /// <summary>Of all-MiniLM-L6-v2 or another BERT encoder: <c>config.json</c>, <c>tokenizer.json</c> and one <c>*.safetensors</c> file. Null for no second opinion.</summary>
    public string? Folder { get; set; }

    /// <summary>Longest time one comparison may take, waiting for a free processor included; 1 ms to 10 s, default 200 ms. Then the first model decides alone.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Vectors of texts that are kept in memory, 2 to 1,000,000; default 10,000, which is 16 MB for 384 dimensions.</summary>
    public int Remembered { get; set; } = 10_000;

    public IEnumerable<string> Mistakes()
    {
        if (Timeout < TimeSpan.FromMilliseconds(1) || Timeout > TimeSpan.FromSeconds(10)) yield return $"{Section}:Timeout is {Timeout}; expected 1 ms to 10 s.";
        if (Remembered is < 2 or > 1_000_000) yield return $"{Section}:Remembered is {Remembered}; expected 2 to 1000000.";
    }
}
