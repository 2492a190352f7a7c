using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Reprise.Encryption;

/// <summary>The secret behind <see cref="IProjectSecrets"/> as the settings store keeps it: plain while encryption is off, wrapped from the day it is turned on.</summary>
/// <param name="Master">The id of the master key that wraps it; null when it is plain.</param>
/// <param name="Bytes">The secret, or the wrapped secret.</param>
internal sealed record RootSecret(string? Master, byte[] Bytes)
{
    public const int Length = 32;

    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (Master is not null) json.WriteString("master", Master);
            json.WriteBase64String(Master is null ? "secret" : "wrapped", Bytes);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>Throws <see cref="SealException"/> when it is none.</summary>
    public static RootSecret Read(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            var root = document.RootElement;
            return root.TryGetProperty("master", out var master)
                ? new RootSecret(master.GetString(), root.GetProperty("wrapped").GetBytesFromBase64())
                : new RootSecret(null, root.GetProperty("secret").GetBytesFromBase64());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new SealException("The record's root secret in the settings store is damaged.", e);
        }
    }
}
