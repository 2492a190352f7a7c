namespace Reprise.Store.Rollups;

/// <summary>
/// What a rollup keeps of the interactions of one shape in one granule: the sums an <see cref="AggregateRow"/> is made of, all in whole numbers, so that the
/// order of adding does not matter and what was added can be taken away again. Not safe for several threads.
/// </summary>
public sealed class RollupMeasure
{
    public long Count { get; internal set; }

    /// <summary>How many ended as error or timeout.</summary>
    public long Errors { get; internal set; }
    public Int128 PromptTokens { get; internal set; }
    public Int128 CompletionTokens { get; internal set; }
    public Int128 CachedTokens { get; internal set; }
    public Int128 CacheWriteTokens { get; internal set; }
    public Int128 ReasoningTokens { get; internal set; }

    /// <summary>Bytes of requests and answers together, as they were recorded.</summary>
    public Int128 Bytes { get; internal set; }

    /// <summary>In picodollars, see <see cref="Money"/>; and how many had a cost at all.</summary>
    public Int128 CostPico { get; internal set; }
    public long Costs { get; internal set; }
    public Int128 SavedCostPico { get; internal set; }
    public long SavedCosts { get; internal set; }

    /// <summary>In billionths, see <see cref="Nano"/>; and how many had a score.</summary>
    public Int128 QualityNano { get; internal set; }
    public long Qualities { get; internal set; }
    public LatencyHistogram Latency { get; } = new();
    public LatencyHistogram Ttft { get; } = new();

    /// <summary>Timestamps of the first and the last interaction; meaningless when <see cref="Count"/> is 0.</summary>
    public long FirstMs { get; internal set; } = long.MaxValue;
    public long LastMs { get; internal set; } = long.MinValue;

    public void Add(in AggregateSample sample)
    {
        AddSums(sample);
        if (sample.LatencyMs is { } latency) Latency.Add(latency);
        if (sample.TtftMs is { } ttft) Ttft.Add(ttft);
    }

    public void Add(RollupMeasure other)
    {
        ArgumentNullException.ThrowIfNull(other);
        AddSums(other, 1);
        Latency.Add(other.Latency);
        Ttft.Add(other.Ttft);
        Widen(other.FirstMs, other.LastMs);
    }

    /// <summary>
    /// Takes away what was added. False, and nothing is changed, when that cannot have been added. First and last stay as they are: where they were those of
    /// what went, the caller looks for them again (<see cref="SetBounds"/>).
    /// </summary>
    public bool TrySubtract(RollupMeasure other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Count > Count || other.Errors > Errors || other.Costs > Costs || other.SavedCosts > SavedCosts || other.Qualities > Qualities) return false;
        if (!Latency.Holds(other.Latency) || !Ttft.Holds(other.Ttft)) return false;
        AddSums(other, -1);
        Latency.TrySubtract(other.Latency);
        Ttft.TrySubtract(other.Ttft);
        return true;
    }

    /// <summary>The same for one interaction.</summary>
    public bool TrySubtract(in AggregateSample sample)
    {
        if (Count == 0 || (sample.IsError && Errors == 0) || (sample.CostPico is not null && Costs == 0) || (sample.SavedCostPico is not null && SavedCosts == 0)) return false;
        if ((Nano.Of(sample.Quality) is not null && Qualities == 0) || (sample.LatencyMs is { } latency && !Latency.Holds(latency)) || (sample.TtftMs is { } ttft && !Ttft.Holds(ttft))) return false;
        AddSums(sample, -1);
        if (sample.LatencyMs is { } gone) Latency.TrySubtract(gone);
        if (sample.TtftMs is { } first) Ttft.TrySubtract(first);
        return true;
    }

    public void SetBounds(long firstMs, long lastMs) => (FirstMs, LastMs) = (firstMs, lastMs);

    /// <summary>The bytes an engine stores.</summary>
    public byte[] ToBytes() => RollupCodec.Write(this);

    /// <summary>Adds what <see cref="ToBytes"/> wrote. Throws <see cref="InvalidDataException"/> for anything else, and may then have added a part.</summary>
    public void Add(ReadOnlySpan<byte> stored) => RollupCodec.AddTo(this, stored);

    /// <summary>Reads what <see cref="ToBytes"/> wrote. Throws <see cref="InvalidDataException"/> for anything else.</summary>
    public static RollupMeasure Read(ReadOnlySpan<byte> stored)
    {
        var measure = new RollupMeasure();
        measure.Add(stored);
        return measure;
    }

    internal void AddSums(in AggregateSample sample)
    {
        AddSums(sample, 1);
        Widen(sample.TimestampMs, sample.TimestampMs);
    }

    internal void Widen(long firstMs, long lastMs) => (FirstMs, LastMs) = (Math.Min(FirstMs, firstMs), Math.Max(LastMs, lastMs));

    private void AddSums(in AggregateSample sample, int sign)
    {
        Count += sign;
        if (sample.IsError) Errors += sign;
        PromptTokens += sign * (Int128)(sample.PromptTokens ?? 0);
        CompletionTokens += sign * (Int128)(sample.CompletionTokens ?? 0);
        CachedTokens += sign * (Int128)(sample.CachedTokens ?? 0);
        CacheWriteTokens += sign * (Int128)(sample.CacheWriteTokens ?? 0);
        ReasoningTokens += sign * (Int128)(sample.ReasoningTokens ?? 0);
        Bytes += sign * (Int128)sample.Bytes;
        if (sample.CostPico is { } cost)
        {
            CostPico += sign * (Int128)cost;
            Costs += sign;
        }

        if (sample.SavedCostPico is { } saved)
        {
            SavedCostPico += sign * (Int128)saved;
            SavedCosts += sign;
        }

        if (Nano.Of(sample.Quality) is { } quality)
        {
            QualityNano += sign * (Int128)quality;
            Qualities += sign;
        }
    }

    private void AddSums(RollupMeasure other, int sign)
    {
        Count += sign * other.Count;
        Errors += sign * other.Errors;
        PromptTokens += sign * other.PromptTokens;
        CompletionTokens += sign * other.CompletionTokens;
        CachedTokens += sign * other.CachedTokens;
        CacheWriteTokens += sign * other.CacheWriteTokens;
        ReasoningTokens += sign * other.ReasoningTokens;
        Bytes += sign * other.Bytes;
        CostPico += sign * other.CostPico;
        Costs += sign * other.Costs;
        SavedCostPico += sign * other.SavedCostPico;
        SavedCosts += sign * other.SavedCosts;
        QualityNano += sign * other.QualityNano;
        Qualities += sign * other.Qualities;
    }
}
