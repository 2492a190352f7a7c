using System.Buffers;

namespace Reprise.Security.Injection;

/// <summary>Says how much a text looks like an attempt to take a model over. Linear in the text's length; safe for use from many threads.</summary>
public sealed class InjectionModel
{
    /// <summary>Most characters read of one text. Of a longer one the first three quarters and the end are read: orders are put at either.</summary>
    public const int MostCharacters = 128 * 1024;

    internal const uint Magic = 0x4D49_5052;

    private const int Size = 4 + 4 + 8 + (4 * (5 + WindowFeatures.Count)) + InjectionFeatures.Buckets + EdgeFeatures.Buckets;

    private static readonly Lazy<InjectionModel> s_builtIn = new(() =>
    {
        using var stream = typeof(InjectionModel).Assembly.GetManifestResourceStream("Reprise.Security.injection.bin")!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return Read(bytes);
    });

    private readonly sbyte[] _weights;
    private readonly float _scale;
    private readonly float _bias;
    private readonly sbyte[] _edges;
    private readonly float _edgeScale;
    private readonly float _edgeBias;
    private readonly float[] _stack;
    private readonly float _stackBias;

    internal InjectionModel((sbyte[] Weights, float Scale, float Bias) words, (sbyte[] Weights, float Scale, float Bias) edges, float[] stack, float stackBias, double threshold)
    {
        (_weights, _scale, _bias) = words;
        (_edges, _edgeScale, _edgeBias) = edges;
        (_stack, _stackBias) = (stack, stackBias);
        Threshold = threshold;
    }

    /// <summary>The weights that ship; <c>eng/security</c> writes them.</summary>
    public static InjectionModel BuiltIn => s_builtIn.Value;

    /// <summary>The score from which on a text is taken for an attack: chosen on training data at less than one false alarm in a hundred.</summary>
    public double Threshold { get; }

    /// <summary>0 to 1; 0 for a text without words.</summary>
    public double Score(ReadOnlySpan<char> text) => Find(text).Score;

    /// <summary>The score, and the passage that looks worst.</summary>
    public InjectionFinding Find(ReadOnlySpan<char> text)
    {
        if (text.Length > MostCharacters)
        {
            const int head = MostCharacters / 4 * 3;
            var first = FindIn(text[..head]);
            var rest = FindIn(text[^(MostCharacters - head)..]);
            return first.Score >= rest.Score ? first : rest with { Start = rest.Start + text.Length - (MostCharacters - head) };
        }

        return FindIn(text);
    }

    private InjectionFinding FindIn(ReadOnlySpan<char> text)
    {
        var sums = ArrayPool<float>.Shared.Rent(text.Length + 1);
        var ends = ArrayPool<int>.Shared.Rent(text.Length + 1);
        var hashes = ArrayPool<uint>.Shared.Rent(text.Length);
        try
        {
            var sink = new SumSink(_weights, _scale, sums, ends, hashes);
            InjectionFeatures.Read(text, ref sink);
            if (sink.Tokens == 0) return new InjectionFinding(0, 0, 0);
            Span<float> features = stackalloc float[WindowFeatures.Count];
            var (start, end) = WindowFeatures.Read(sums.AsSpan(0, sink.Tokens + 1), _bias, Edges(hashes.AsSpan(0, sink.Tokens)), features);
            var sum = _stackBias;
            for (var i = 0; i < features.Length; i++) sum += _stack[i] * features[i];
            var from = start == 0 ? 0 : ends[start];
            return new InjectionFinding(1 / (1 + Math.Exp(-sum)), from, ends[end] - from);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(sums);
            ArrayPool<int>.Shared.Return(ends);
            ArrayPool<uint>.Shared.Return(hashes);
        }
    }

    private (float First, float Last, bool IsMail) Edges(ReadOnlySpan<uint> tokens)
    {
        if (tokens.Length < EdgeFeatures.Shortest) return default;
        var isMail = EdgeFeatures.IsMail(tokens);
        return (Edge(tokens[..EdgeFeatures.Edge], isMail), Edge(tokens[^EdgeFeatures.Edge..], isMail), isMail);
    }

    private float Edge(ReadOnlySpan<uint> tokens, bool isMail)
    {
        Span<int> buckets = stackalloc int[3 * EdgeFeatures.Edge];
        var sum = 0;
        foreach (var bucket in buckets[..EdgeFeatures.Read(tokens, isMail, buckets)]) sum += _edges[bucket];
        return _edgeBias + (sum * _edgeScale);
    }

    /// <exception cref="InvalidDataException">Not a model of this version.</exception>
    internal static InjectionModel Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes));
        if (bytes.Length != Size || reader.ReadUInt32() != Magic || reader.ReadInt32() != InjectionFeatures.Version) throw new InvalidDataException("The injection model is of another version.");
        var threshold = reader.ReadDouble();
        var (scale, bias, edgeScale, edgeBias, stackBias) = (reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle(), reader.ReadSingle());
        var stack = new float[WindowFeatures.Count];
        for (var i = 0; i < stack.Length; i++) stack[i] = reader.ReadSingle();
        var (weights, edges) = (new sbyte[InjectionFeatures.Buckets], new sbyte[EdgeFeatures.Buckets]);
        for (var i = 0; i < weights.Length; i++) weights[i] = reader.ReadSByte();
        for (var i = 0; i < edges.Length; i++) edges[i] = reader.ReadSByte();
        return new InjectionModel((weights, scale, bias), (edges, edgeScale, edgeBias), stack, stackBias, threshold);
    }

    internal byte[] Write()
    {
        var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Magic);
        writer.Write(InjectionFeatures.Version);
        writer.Write(Threshold);
        foreach (var number in (ReadOnlySpan<float>)[_scale, _bias, _edgeScale, _edgeBias, _stackBias, .. _stack]) writer.Write(number);
        foreach (var weight in _weights) writer.Write(weight);
        foreach (var weight in _edges) writer.Write(weight);
        writer.Flush();
        return stream.ToArray();
    }

    private ref struct SumSink(sbyte[] weights, float scale, float[] sums, int[] ends, uint[] hashes) : IFeatureSink
    {
        private readonly ReadOnlySpan<sbyte> _weights = weights;
        private readonly Span<float> _sums = sums;
        private readonly Span<int> _ends = ends;
        private readonly Span<uint> _hashes = hashes;
        private int _sum;
        private int _tokens;

        public readonly int Tokens => _tokens;

        public void Add(uint bucket) => _sum += _weights[(int)bucket];

        public void EndToken(int start, int end, uint hash)
        {
            if (_tokens == 0)
            {
                _sums[0] = 0;
                _ends[0] = start;
            }

            _hashes[_tokens] = hash;
            _tokens++;
            _sums[_tokens] = _sum * scale;
            _ends[_tokens] = end;
        }
    }
}

/// <summary>How much a text looks like an attack.</summary>
/// <param name="Score">0 to 1.</param>
/// <param name="Start">Where the passage that looks worst begins, in characters.</param>
/// <param name="Length">Its length.</param>
public readonly record struct InjectionFinding(double Score, int Start, int Length);
