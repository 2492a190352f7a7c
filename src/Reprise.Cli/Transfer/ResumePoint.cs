namespace Reprise.Cli.Transfer;

/// <summary>How far an export got: everything up to a moment, and which records of that very moment.</summary>
internal sealed class ResumePoint
{
    private readonly HashSet<string> _ids = new(StringComparer.OrdinalIgnoreCase);

    public long Count { get; private set; }

    /// <summary>Bytes of whole lines.</summary>
    public long Length { get; private set; }

    /// <summary>The latest millisecond that was written; more records of it may follow.</summary>
    public DateTimeOffset Timestamp { get; private set; }

    public void Take(string id, DateTimeOffset timestamp, long end)
    {
        // Stores keep milliseconds, and order within one by id.
        var moment = DateTimeOffset.FromUnixTimeMilliseconds(timestamp.ToUnixTimeMilliseconds());
        if (moment != Timestamp) _ids.Clear();
        Timestamp = moment;
        _ids.Add(id);
        Count++;
        Length = end;
    }

    public bool Has(string id) => _ids.Contains(id);
}
