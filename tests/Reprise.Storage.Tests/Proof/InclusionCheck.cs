using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Reprise.Storage.Tests.Proof;

/// <summary>What somebody with no access to the record, and none of this program, checks of an inclusion proof. See docs/proof.md.</summary>
internal static class InclusionCheck
{
    /// <summary>What does not hold; empty when all does.</summary>
    /// <param name="json">The file that <c>reprise proof show</c> wrote.</param>
    /// <param name="publicKey">PEM, received another way.</param>
    public static IReadOnlyList<string> Mistakes(string json, string publicKey)
    {
        using var document = JsonDocument.Parse(json);
        var proof = document.RootElement;
        var entry = Text(proof, "entry").Split('\n');
        var checkpoint = proof.GetProperty("checkpoint");
        var signed = Text(checkpoint, "checkpoint").Split('\n');
        var mistakes = new List<string>();
        if (Salted(proof, "columns") != entry[6]) mistakes.Add("the columns are not those of the entry");
        using (var columns = JsonDocument.Parse(Text(proof, "columns")))
            if (Text(columns.RootElement, "interaction_id") != entry[4] || Text(proof, "interaction_id") != entry[4]) mistakes.Add("they are of another interaction");
        if (proof.TryGetProperty("bodies", out _) && Salted(proof, "bodies") != entry[7]) mistakes.Add("the bodies are not those of the entry");
        var leaf = SHA256.HashData([0, .. Encoding.UTF8.GetBytes(Text(proof, "entry"))]);
        var path = proof.GetProperty("path").EnumerateArray().Select(static hash => Convert.FromHexString(hash.GetString()!));
        if (Convert.ToHexStringLower(Root(leaf, long.Parse(entry[1]), long.Parse(signed[3]), path)) != signed[5]) mistakes.Add("the entry is not in the tree");
        using var key = ECDsa.Create();
        key.ImportFromPem(publicKey);
        if (!key.VerifyData(Encoding.UTF8.GetBytes(Text(checkpoint, "checkpoint")), Convert.FromBase64String(Text(checkpoint, "signature")), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence))
            mistakes.Add("the tree is not signed");
        return mistakes;
    }

    private static byte[] Root(byte[] leaf, long index, long size, IEnumerable<byte[]> path)
    {
        var (at, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if ((at & 1) == 1 || at == last)
            {
                hash = SHA256.HashData([1, .. sibling, .. hash]);
                while (at != 0 && (at & 1) == 0) (at, last) = (at >> 1, last >> 1);
            }
            else
            {
                hash = SHA256.HashData([1, .. hash, .. sibling]);
            }

            (at, last) = (at >> 1, last >> 1);
        }

        return hash;
    }

    private static string Salted(JsonElement proof, string name) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(Text(proof, name + "_salt")), .. Encoding.UTF8.GetBytes(Text(proof, name))]));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
