using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Reprise.Cache.Guards;
using Reprise.Embeddings;

namespace Reprise.Benchmarks.Cache;

/// <summary>A text with what is needed to compare it.</summary>
internal sealed record QualityText(string Text, float[] Vector, PreparedText Prepared);

/// <summary>
/// Texts made ready once. Vectors of the second model cost milliseconds each: they are made only for texts that are compared by them, and kept in a file beside the
/// run when one is named.
/// </summary>
internal sealed class QualityTexts : IDisposable
{
    private readonly Dictionary<string, QualityText> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, Half[]> _seconds = [];
    private readonly TransformerEmbedder? _second;
    private readonly FileStream? _kept;

    public QualityTexts(string? model, string? vectors)
    {
        if (model is null) return;
        _second = TransformerEmbedder.Load(model);
        if (vectors is null) return;
        _kept = new FileStream(vectors, FileMode.OpenOrCreate);
        using var reader = new BinaryReader(_kept, Encoding.UTF8, leaveOpen: true);
        for (var left = _kept.Length / (8 + 2 * _second.Identity.Dimensions); left > 0; left--)
        {
            var hash = reader.ReadUInt64();
            var values = new Half[_second.Identity.Dimensions];
            for (var i = 0; i < values.Length; i++) values[i] = reader.ReadHalf();
            _seconds[hash] = values;
        }
    }

    public bool HasSecond => _second is not null;

    public int SecondsMade { get; private set; }

    public QualityText Get(string text)
    {
        if (_texts.TryGetValue(text, out var known)) return known;
        var vector = new float[StaticEmbedder.Shared.Identity.Dimensions];
        StaticEmbedder.Shared.TryEmbed(text, vector);
        return _texts[text] = new QualityText(text, vector, PreparedText.Of(text));
    }

    /// <summary>Cosine by the second model; null when there is none.</summary>
    public float? Second(QualityText a, QualityText b)
    {
        if (_second is null) return null;
        var (left, right) = (SecondOf(a.Text), SecondOf(b.Text));
        var sum = 0f;
        for (var i = 0; i < left.Length; i++) sum += (float)left[i] * (float)right[i];
        return sum;
    }

    public static float Dot(float[] a, float[] b)
    {
        var sum = Vector<float>.Zero;
        for (var i = 0; i < a.Length; i += Vector<float>.Count) sum += new Vector<float>(a, i) * new Vector<float>(b, i);
        return Vector.Sum(sum);
    }

    public void Dispose() => _kept?.Dispose();

    private Half[] SecondOf(string text)
    {
        var hash = BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        if (_seconds.TryGetValue(hash, out var known)) return known;
        var vector = new float[_second!.Identity.Dimensions];
        // The transformer computes here and now; it never waits.
        _second.EmbedAsync(new[] { text }, vector, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        SecondsMade++;
        var values = Array.ConvertAll(vector, value => (Half)value);
        if (_kept is not null)
        {
            using var writer = new BinaryWriter(_kept, Encoding.UTF8, leaveOpen: true);
            _kept.Position = _kept.Length;
            writer.Write(hash);
            foreach (var value in values) writer.Write(value);
        }

        return _seconds[hash] = values;
    }
}
