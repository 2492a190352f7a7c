using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;

namespace Reprise.Embeddings.Transformer;

/// <summary>
/// A file of named tensors: the length of the head in eight bytes, the head as JSON (type, shape and place of each tensor), the values one behind the other.
/// Everything the head says is checked against the file before anything is believed.
/// </summary>
/// <remarks>Source: the format's description in the safetensors project's README, read 2026-11-20.</remarks>
internal sealed class SafetensorsFile : IDisposable
{
    private const int LongestHead = 4 << 20;

    private readonly FileStream _file;
    private readonly long _start;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFile(FileStream file)
    {
        _file = file;
        Span<byte> length = stackalloc byte[8];
        if (file.Length < 8) throw Damaged("is too short");
        file.ReadExactly(length);
        var head = BinaryPrimitives.ReadUInt64LittleEndian(length);
        if (head is < 2 or > LongestHead || (long)head > file.Length - 8) throw Damaged("has no head of a sensible length; it is no safetensors file, or not whole");
        _start = 8 + (long)head;
        var bytes = new byte[(int)head];
        file.ReadExactly(bytes);
        ReadHead(bytes);
    }

    /// <exception cref="InvalidDataException">It is no such file, or not whole.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions { BufferSize = 0 });
        try
        {
            return new SafetensorsFile(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>The values of a tensor of exactly this shape, half or single precision, all of them finite.</summary>
    public float[] Read(string name, params ReadOnlySpan<int> shape)
    {
        var tensor = Find(name, shape);
        var values = new float[tensor.Count];
        if (tensor.Type == TensorType.Single) ReadPieces(tensor, (bytes, at) => values[at] = BinaryPrimitives.ReadSingleLittleEndian(bytes));
        else ReadPieces(tensor, (bytes, at) => values[at] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes));
        foreach (var value in values)
        {
            if (!float.IsFinite(value)) throw Damaged($"has a value in {name} that is no number");
        }

        return values;
    }

    /// <summary>The same in half precision, for tables of which few rows are read at a time.</summary>
    public Half[] ReadHalves(string name, params ReadOnlySpan<int> shape)
    {
        var tensor = Find(name, shape);
        var values = new Half[tensor.Count];
        if (tensor.Type == TensorType.Single) ReadPieces(tensor, (bytes, at) => values[at] = (Half)BinaryPrimitives.ReadSingleLittleEndian(bytes));
        else ReadPieces(tensor, (bytes, at) => values[at] = BinaryPrimitives.ReadHalfLittleEndian(bytes));
        foreach (var value in values)
        {
            if (!Half.IsFinite(value)) throw Damaged($"has a value in {name} that is no number");
        }

        return values;
    }

    public void Dispose() => _file.Dispose();

    private Tensor Find(string name, ReadOnlySpan<int> shape)
    {
        if (!_tensors.TryGetValue(name, out var tensor) && !_tensors.TryGetValue("bert." + name, out tensor)) throw Damaged($"has no tensor {name}");
        if (tensor.Type == TensorType.Other) throw Damaged($"keeps {name} in a type other than F16 and F32");
        return tensor.Shape.AsSpan().SequenceEqual(shape) ? tensor : throw Damaged($"has {name} as [{string.Join(", ", tensor.Shape)}], and config.json wants [{string.Join(", ", shape.ToArray())}]");
    }

    private delegate void TakeValue(ReadOnlySpan<byte> bytes, int at);

    private void ReadPieces(Tensor tensor, TakeValue take)
    {
        var size = tensor.Type == TensorType.Single ? 4 : 2;
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 18);
        _file.Position = _start + tensor.Begin;
        for (var at = 0; at < tensor.Count;)
        {
            var count = Math.Min(buffer.Length / size, tensor.Count - at);
            _file.ReadExactly(buffer, 0, count * size);
            for (var i = 0; i < count; i++) take(buffer.AsSpan(i * size, size), at + i);
            at += count;
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }

    private void ReadHead(byte[] bytes)
    {
        try
        {
            using var head = JsonDocument.Parse(bytes);
            foreach (var property in head.RootElement.EnumerateObject())
            {
                if (property.NameEquals("__metadata__")) continue;
                if (!_tensors.TryAdd(property.Name, ReadTensor(property))) throw Damaged($"names {property.Name} twice");
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Damaged("has a head that is not the JSON it should be; it is no safetensors file, or damaged", e);
        }

        // Values without gaps and without overlaps, to the very end: a file that was cut or that somebody appended to does not pass.
        var end = 0L;
        foreach (var tensor in _tensors.Values.OrderBy(tensor => tensor.Begin).ThenBy(tensor => tensor.End))
        {
            if (tensor.Begin != end) throw Damaged("has tensors with gaps between them, or one over the other");
            end = tensor.End;
        }

        if (_start + end != _file.Length) throw Damaged($"is {_file.Length} bytes long, and its head says {_start + end}; it is not whole");
    }

    private Tensor ReadTensor(JsonProperty property)
    {
        var shape = property.Value.GetProperty("shape").EnumerateArray().Select(length => length.GetInt32()).ToArray();
        var offsets = property.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2) throw Damaged($"has no two offsets for {property.Name}");
        var (begin, end) = (offsets[0].GetInt64(), offsets[1].GetInt64());
        var (type, size) = property.Value.GetProperty("dtype").GetString() switch
        {
            "F16" => (TensorType.Half, 2),
            "F32" => (TensorType.Single, 4),
            _ => (TensorType.Other, 0),
        };
        var count = 1L;
        foreach (var length in shape)
        {
            if (length < 1 || count > int.MaxValue / length) throw Damaged($"has a shape out of range for {property.Name}");
            count *= length;
        }

        if (begin < 0 || end < begin || end > _file.Length - _start) throw Damaged($"ends before {property.Name} does; it is not whole");
        if (size != 0 && end - begin != count * size) throw Damaged($"has {end - begin} bytes for {property.Name}, and its shape takes {count * size}");
        return new Tensor(type, shape, (int)count, begin, end);
    }

    private InvalidDataException Damaged(string what, Exception? inner = null) => new($"{Path.GetFileName(_file.Name)} {what}.", inner);

    private enum TensorType
    {
        Other,
        Half,
        Single,
    }

    private sealed record Tensor(TensorType Type, int[] Shape, int Count, long Begin, long End);
}
