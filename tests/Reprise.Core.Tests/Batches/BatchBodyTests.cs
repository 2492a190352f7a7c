using System.Text;
using System.Text.Json;
using Reprise.Batches;

namespace Reprise.Core.Tests.Batches;

public sealed class BatchBodyTests
{
    private static readonly JsonSerializerOptions s_indented = new() { WriteIndented = true };

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"a\nb"}]}""", """{"model":"m","messages":[{"role":"user","content":"a\nb"}]}""")]
    [InlineData(" {\"a\" : 1.50,\r\n \"b\":[ 1,\n2 ] } ", "{\"a\" : 1.50,   \"b\":[ 1, 2 ] }")]
    [InlineData("""{"stream":true,"model":"m","stream_options":{"include_usage":true},"x":1}""", """{"model":"m","x":1}""")]
    [InlineData("""{"stream":true}""", "{}")]
    [InlineData("""{"m\u006fdel":"é\u00e9","inner":{"stream":true}}""", """{"m\u006fdel":"é\u00e9","inner":{"stream":true}}""")]
    public void A_body_stays_as_it_is_on_one_line_and_without_a_stream(string body, string expected) => Text(BatchBody.Of(Encoding.UTF8.GetBytes(body))).ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("null")]
    public void What_is_no_JSON_object_is_none(string body) => BatchBody.Of(Encoding.UTF8.GetBytes(body)).ShouldBeNull();

    [Fact]
    public void Whatever_the_spaces_the_values_are_the_same()
    {
        var seed = Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var json = JsonSerializer.Serialize(new { model = "m", text = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => (char)random.Next(32, 0x3000))), n = random.NextDouble(), list = new object?[] { 1, null, "\r\n", true } }, random.Next(2) == 0 ? s_indented : JsonSerializerOptions.Default);
            var made = Text(BatchBody.Of(Encoding.UTF8.GetBytes(json)));
            made.ShouldNotContain("\n");
            JsonElement.DeepEquals(JsonElement.Parse(made), JsonElement.Parse(json)).ShouldBeTrue(json);
        }
    }

    private static string Text(ReadOnlyMemory<byte>? body) => Encoding.UTF8.GetString(body!.Value.Span);
}
