using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Server.Access.External;

/// <summary>Reads an identity token and checks that the provider made it, for us, now, and for this very sign-in.</summary>
internal static class IdentityToken
{
    private const int MaxLength = 64 * 1024;
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(1);

    /// <summary>The key id that the token names; null when it names none.</summary>
    public static string? KeyIdOf(string token) => Text(Part(token, 0), "kid");

    /// <summary>The claims. Throws when anything about the token is not as it must be.</summary>
    /// <param name="token">As it came from the token endpoint.</param>
    /// <param name="keys">The provider's key set.</param>
    /// <param name="issuer">Who must have made it.</param>
    /// <param name="audience">For whom.</param>
    /// <param name="nonce">What we asked it to hold.</param>
    /// <param name="now">The time.</param>
    public static JsonElement Check(string token, JsonElement keys, string issuer, string audience, string nonce, DateTimeOffset now)
    {
        var parts = token.Length <= MaxLength ? token.Split('.') : [];
        if (parts.Length != 3) throw new RefusedIdentityException("The identity token cannot be read.");
        var head = Part(token, 0);
        var signed = Encoding.ASCII.GetBytes(token[..token.LastIndexOf('.')]);
        if (!Base64Url.IsValid(parts[2]) || !IsSigned(Text(head, "alg"), Text(head, "kid"), keys, signed, Base64Url.DecodeFromChars(parts[2]))) throw new RefusedIdentityException("The identity token is not signed by the provider.");
        var claims = Part(token, 1);
        if (Text(claims, "iss") != issuer) throw new RefusedIdentityException("The identity token is of another issuer.");
        var audiences = Texts(claims, "aud");
        if (!audiences.Contains(audience, StringComparer.Ordinal) || (audiences.Count > 1 && Text(claims, "azp") != audience)) throw new RefusedIdentityException("The identity token is for somebody else.");
        if (Seconds(claims, "exp") is not { } end || end + s_skew <= now) throw new RefusedIdentityException("The identity token has expired.");
        if (Seconds(claims, "nbf") is { } begin && begin - s_skew > now) throw new RefusedIdentityException("The identity token is not valid yet.");
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(Text(claims, "nonce") ?? ""), Encoding.UTF8.GetBytes(nonce))) throw new RefusedIdentityException("The identity token is of another sign-in.");
        return claims;
    }

    /// <summary>A text claim; null when there is none.</summary>
    public static string? Text(JsonElement json, string name) => json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A claim of one text or several.</summary>
    public static IReadOnlyList<string> Texts(JsonElement json, string name)
    {
        if (Text(json, name) is { } one) return [one];
        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)]
            : [];
    }

    private static DateTimeOffset? Seconds(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is > 0 and < 100_000_000_000 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null;

    private static JsonElement Part(string token, int index)
    {
        try
        {
            var parts = token.Split('.');
            return JsonElement.Parse(Base64Url.DecodeFromChars(parts.Length > index ? parts[index] : ""));
        }
        catch (Exception e) when (e is JsonException or FormatException)
        {
            throw new RefusedIdentityException("The identity token cannot be read.", e);
        }
    }

    /// <summary>RS256 and ES256, as the key is made for: never <c>none</c>, and never a shared secret.</summary>
    private static bool IsSigned(string? algorithm, string? id, JsonElement keys, byte[] signed, byte[] signature)
    {
        if (keys.ValueKind != JsonValueKind.Object || !keys.TryGetProperty("keys", out var all) || all.ValueKind != JsonValueKind.Array) return false;
        foreach (var key in all.EnumerateArray())
        {
            if (id is not null && Text(key, "kid") is { } named && named != id) continue;
            if (Text(key, "use") is { } use && use != "sig") continue;
            try
            {
                if (algorithm == "RS256" && Text(key, "kty") == "RSA" && IsRsa(key, signed, signature)) return true;
                if (algorithm == "ES256" && Text(key, "kty") == "EC" && Text(key, "crv") == "P-256" && IsEc(key, signed, signature)) return true;
            }
            catch (Exception e) when (e is CryptographicException or FormatException)
            {
                // Another key may be the one.
            }
        }

        return false;
    }

    private static bool IsRsa(JsonElement key, byte[] signed, byte[] signature)
    {
        var modulus = Base64Url.DecodeFromChars(Text(key, "n") ?? "");
        if (modulus.Length < 256) return false;
        using var rsa = RSA.Create(new RSAParameters { Modulus = modulus, Exponent = Base64Url.DecodeFromChars(Text(key, "e") ?? "") });
        return rsa.VerifyData(signed, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
    }

    private static bool IsEc(JsonElement key, byte[] signed, byte[] signature)
    {
        using var ec = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Base64Url.DecodeFromChars(Text(key, "x") ?? ""), Y = Base64Url.DecodeFromChars(Text(key, "y") ?? "") } });
        return ec.VerifyData(signed, signature, HashAlgorithmName.SHA256);
    }
}
