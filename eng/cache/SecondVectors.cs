using System.Security.Cryptography;
using System.Text;

namespace Reprise.BuildJudge;

/// <summary>Vectors of a second model, made beforehand: for each text the first eight bytes of its SHA-256 and its values as half floats.</summary>
internal sealed class SecondVectors
{
    private const int Dimensions = 384;

    private readonly Dictionary<ulong, Half[]> _vectors = [];

    public SecondVectors(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        for (var left = reader.BaseStream.Length / (8 + 2 * Dimensions); left > 0; left--)
        {
            var hash = reader.ReadUInt64();
            var values = new Half[Dimensions];
            for (var i = 0; i < Dimensions; i++) values[i] = reader.ReadHalf();
            _vectors[hash] = values;
        }
    }

    public float[]? Find(string text) =>
        _vectors.TryGetValue(BitConverter.ToUInt64(SHA256.HashData(Encoding.UTF8.GetBytes(text))), out var values) ? Array.ConvertAll(values, value => (float)value) : null;
}
