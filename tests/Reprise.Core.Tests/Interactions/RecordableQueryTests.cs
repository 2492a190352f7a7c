using Reprise.Interactions;

namespace Reprise.Core.Tests.Interactions;

public sealed class RecordableQueryTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("?", null)]
    [InlineData("?api-version=2024-10-21", "?api-version=2024-10-21")]
    [InlineData("api-version=2024-10-21", "?api-version=2024-10-21")]
    [InlineData("?alt=sse&key=AIza", "?alt=sse&key=")]
    [InlineData("?KEY=AIza&X-Amz-Signature=abc&sig=a=b", "?KEY=&X-Amz-Signature=&sig=")]
    [InlineData("?alt=sse&beta=true&deployment=a%20b", "?alt=sse&beta=true&deployment=a%20b")]
    [InlineData("?client_secret=a&auth=b&X-Goog-Signature=c&X-Goog-Credential=d&signed=e", "?client_secret=&auth=&X-Goog-Signature=&X-Goog-Credential=&signed=")]
    [InlineData("?%6Bey=a&%256Bey=b&api%5Fkey=c&+key=d", "?%6Bey=&%256Bey=&api%5Fkey=&+key=")]
    [InlineData("?my_password=a&userPwd=b&id_token=c&subscriptionKey=d", "?my_password=&userPwd=&id_token=&subscriptionKey=")]
    public void Values_of_credentials_are_taken_out_and_all_else_stays(string? query, string? recordable) => RecordableQuery.Of(query).ShouldBe(recordable);

    [Fact]
    public void Headers_that_are_no_text_or_too_long_are_left_out()
    {
        var headers = new Dictionary<string, string> { ["anthropic-version"] = "2023-06-01", ["anthropic-beta"] = "a\nb", ["openai-beta"] = new string('x', 1025), ["authorization"] = "Bearer sk" };

        AnswerHeaders.Of(name => headers.GetValueOrDefault(name)).ShouldBe([new("anthropic-version", "2023-06-01")]);
    }
}
