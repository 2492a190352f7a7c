namespace Reprise.Server.Ingest;

/// <summary>Limits of <c>POST /api/interactions</c>; section <c>Ingest</c>.</summary>
internal sealed class IngestOptions
{
    public const string Section = "Ingest";

    /// <summary>Largest request body as sent, in bytes; also the largest JSON object, list or line when unpacked. 1 KB to 2 GB; default 50 MB.</summary>
    public long MaxBodyBytes { get; set; } = 50 * 1024 * 1024;

    /// <summary>Most bytes one compressed NDJSON body may unpack to. 1 KB to 100 GB; default 1 GB.</summary>
    public long MaxUnpackedBytes { get; set; } = 1024L * 1024 * 1024;

    /// <summary>
    /// Most records of one request, refused ones included. 1 to 1,000,000; default 100,000. Records are held in memory a batch at a time (of a JSON list also
    /// the list as sent), their ids as long as the request, since the answer lists them.
    /// </summary>
    public int MaxRecords { get; set; } = 100_000;

    /// <summary>Records stored together. 1 to 10,000; default 256.</summary>
    public int BatchSize { get; set; } = 256;

    public IEnumerable<string> Mistakes()
    {
        if (MaxBodyBytes is < 1024 or > int.MaxValue) yield return $"Ingest:MaxBodyBytes is {MaxBodyBytes}; expected 1024 to {int.MaxValue}.";
        if (MaxUnpackedBytes is < 1024 or > 100L << 30) yield return $"Ingest:MaxUnpackedBytes is {MaxUnpackedBytes}; expected 1024 to {100L << 30}.";
        if (MaxRecords is < 1 or > 1_000_000) yield return $"Ingest:MaxRecords is {MaxRecords}; expected 1 to 1000000.";
        if (BatchSize is < 1 or > 10_000) yield return $"Ingest:BatchSize is {BatchSize}; expected 1 to 10000.";
    }
}
