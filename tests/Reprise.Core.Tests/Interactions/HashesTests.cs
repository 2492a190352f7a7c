using System.Security.Cryptography;
using System.Text;
using Reprise.Interactions;

namespace Reprise.Core.Tests.Interactions;

public sealed class HashesTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(200_000)]
    [InlineData(131_073)]
    public void A_prompt_of_any_length_is_hashed_the_same_way(int length)
    {
        var text = string.Concat(Enumerable.Range(0, length / 4).Select(i => i % 3 == 0 ? "äß😀" : "word"));
        var bytes = Encoding.UTF8.GetBytes("system\0" + text);

        Hashes.OfPrompt("system", text).ShouldBe(Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void Without_any_prompt_there_is_no_hash() => Hashes.OfPrompt(null, "").ShouldBeNull();
}
