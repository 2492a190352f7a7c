using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Reprise.Encryption;

/// <summary>Keys of one project as the settings store keeps them: wrapped. Without any when they were destroyed.</summary>
internal sealed record KeyRecord
{
    /// <summary>The id of the master key.</summary>
    public string? Master { get; init; }
    public byte[]? Wrapped { get; init; }
    public IReadOnlyList<KeyVersion> Versions { get; init; } = [];
    public int DestroyedThrough { get; init; }

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Master is not null) json.WriteString("master", Master);
            if (Wrapped is not null) json.WriteBase64String("wrapped", Wrapped);
            json.WriteStartArray("versions");
            foreach (var version in Versions)
            {
                json.WriteStartObject();
                json.WriteNumber("version", version.Version);
                json.WriteString("created", version.Created.ToString("O", CultureInfo.InvariantCulture));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNumber("destroyed_through", DestroyedThrough);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Throws <see cref="SealException"/> when it is none.</summary>
    public static KeyRecord Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return new KeyRecord
            {
                Master = root.TryGetProperty("master", out var master) ? master.GetString() : null,
                Wrapped = root.TryGetProperty("wrapped", out var wrapped) ? wrapped.GetBytesFromBase64() : null,
                Versions = [.. root.GetProperty("versions").EnumerateArray().Select(v => new KeyVersion(v.GetProperty("version").GetInt32(), v.GetProperty("created").GetDateTimeOffset()))],
                DestroyedThrough = root.GetProperty("destroyed_through").GetInt32(),
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SealException("A record of keys in the settings store is damaged.", e);
        }
    }
}
