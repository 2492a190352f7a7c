using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Reprise.Interactions;
using Reprise.Storage.Postgres.Writing;
using Reprise.Store;
using Reprise.Store.Rollups;

namespace Reprise.Storage.Postgres.Rollups;

/// <summary>What the new interactions of a batch add to rollups, gathered in memory.</summary>
internal sealed class RollupBatch
{
    /// <summary>The batch of rows that maintenance has put together.</summary>
    public static readonly Guid Merged = Guid.Empty;

    /// <summary>For what one transaction adds.</summary>
    public static Guid NewName() => new(RandomNumberGenerator.GetBytes(16));

    public const string Copy = "COPY rollups (project, granule, bucket, shape, batch, measure) FROM STDIN (FORMAT BINARY)";

    private readonly Dictionary<(string Project, RollupGranule Granule, long Bucket, Guid Shape), RollupMeasure> _measures = [];

    public bool IsEmpty => _measures.Count == 0;

    public void Add(Interaction interaction, Guid shape, long position, FactFold facts) =>
        Add(interaction.Project, shape, AggregateSample.Of(interaction, facts) with { TimestampMs = position >> Position.TieBits }, RollupGranules.All);

    public void Add(string project, Guid shape, in AggregateSample sample, IEnumerable<RollupGranule> granules)
    {
        foreach (var granule in granules) MeasureOf(project, granule, sample.TimestampMs / granule.Milliseconds(), shape).Add(sample);
    }

    public void Add(string project, RollupGranule granule, long bucket, Guid shape, ReadOnlySpan<byte> measure) => MeasureOf(project, granule, bucket, shape).Add(measure);

    public void Write(CopyBuffer rows, Guid batch)
    {
        rows.Begin();
        foreach (var ((project, granule, bucket, shape), measure) in _measures)
        {
            rows.BeginRow(6);
            rows.Write(project);
            rows.WriteSmall((short)granule);
            rows.Write(bucket);
            rows.Write(shape);
            rows.Write(batch);
            rows.WriteBytes(measure.ToBytes());
        }

        rows.End();
    }

    private RollupMeasure MeasureOf(string project, RollupGranule granule, long bucket, Guid shape)
    {
        ref var measure = ref CollectionsMarshal.GetValueRefOrAddDefault(_measures, (project, granule, bucket, shape), out _);
        return measure ??= new RollupMeasure();
    }
}
