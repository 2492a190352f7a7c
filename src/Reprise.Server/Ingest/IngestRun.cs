using Reprise.Documents;
using Reprise.Interactions;
using Reprise.Server.Api;
using Reprise.Store;

namespace Reprise.Server.Ingest;

/// <summary>The records of one request: stores them in batches and says what became of every one. Used by one caller at a time.</summary>
internal sealed class IngestRun(RecordIngest ingest, string project)
{
    private const int MaxErrors = 1000;
    private const long MaxBatchBytes = 8 * 1024 * 1024;

    private readonly List<RecordedInteraction> _batch = [];
    private readonly HashSet<InteractionId> _seen = [];
    private readonly List<IngestErrorDocument> _errors = [];
    private readonly List<string> _ids = [];
    private long _batchBytes;
    private int _stored;
    private int _known;
    private int _rejected;
    private int _withheld;

    public IngestResultDocument Result =>
        new() { Stored = _stored, Known = _known, Rejected = _rejected, Withheld = _withheld, Errors = _errors, InteractionIds = _ids };

    /// <summary>Reads one record and stores the batch when it is full. Throws a problem at one record too many.</summary>
    public async Task AddAsync(RecordSlice slice, CancellationToken cancellationToken)
    {
        if (_ids.Count + _rejected + _withheld == ingest.Options.MaxRecords)
            throw ApiProblem.TooLarge($"The request holds more than {ingest.Options.MaxRecords:N0} records. Those after line {slice.Line - 1:N0} were not read; send them in another request.");
        var read = slice.Mistake is null ? ingest.Read(slice.Bytes, project) : new ReadRecord(null, null, slice.Mistake);
        if (read.Record is not { } record)
        {
            _rejected++;
            if (_errors.Count < MaxErrors) _errors.Add(new IngestErrorDocument { Line = slice.Line, InteractionId = read.InteractionId, Message = read.Mistake! });
            return;
        }

        if (ingest.Admit(record, slice.Bytes) is not { } admitted)
        {
            _withheld++;
            return;
        }

        record = admitted;
        _ids.Add(record.Interaction.Id.ToString());
        if (!_seen.Add(record.Interaction.Id))
        {
            _known++;
            return;
        }

        _batch.Add(record);
        _batchBytes += slice.Bytes.Length;
        if (_batch.Count >= ingest.Options.BatchSize || _batchBytes >= MaxBatchBytes) await StoreAsync(cancellationToken);
    }

    /// <summary>Adds to a problem what became of the records before it.</summary>
    public ApiProblem Tell(ApiProblem problem)
    {
        problem.Members["stored"] = _stored;
        problem.Members["known"] = _known;
        problem.Members["rejected"] = _rejected;
        problem.Members["withheld"] = _withheld;
        problem.Members["errors"] = _errors;
        return problem;
    }

    /// <summary>Stores what is left. When this returns, everything that was not rejected is durable.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0) return;
        try
        {
            var result = await ingest.AppendAsync([.. _batch], cancellationToken);
            _stored += result.Stored;
            _known += result.Known;
        }
        catch (StoreException e)
        {
            var problem = ApiProblem.StoreUnavailable($"{e.Message} {_stored + _known} records of this request are stored, the others are not.");
            throw Tell(problem);
        }

        _batch.Clear();
        _batchBytes = 0;
    }
}
