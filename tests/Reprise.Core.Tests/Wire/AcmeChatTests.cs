using Reprise.Tests;
using Reprise.Wire;

namespace Reprise.Core.Tests.Wire;

/// <summary>The worked example of docs/dialects.md, kept true.</summary>
public sealed class AcmeChatTests
{
    [Fact]
    public void The_example_of_the_documentation_is_this_code_and_every_dialect_is_listed()
    {
        var page = ProjectFolder.Read("docs/dialects.md");
        var source = ProjectFolder.Read("tests/Reprise.Core.Tests/Wire/AcmeChat.cs");

        page.ShouldContain(source[source.IndexOf("internal sealed class", StringComparison.Ordinal)..].Trim());
        foreach (var dialect in DialectCatalog.All) page.ShouldContain($"`{dialect.Name}`");
    }

    [Fact]
    public void A_whole_answer_and_a_stream_read_the_same()
    {
        var dialect = new AcmeChat();
        var call = dialect.ReadRequest(new WireRequest("POST", "/v1/talk", """{"engine":"acme-1","persona":"Be brief","turns":[{"role":"user","content":"Hi"}],"heat":1}"""u8.ToArray(), null), details: true);
        call.ShouldSatisfyAllConditions(() => call.Model.ShouldBe("acme-1"), () => call.SystemPrompt.ShouldBe("Be brief"), () => call.Prompt.ShouldBe("Hi"), () => call.Parameters.ShouldBe("""{"heat":1}"""));

        foreach (var body in (string[])["""{"say":"Hello","end":"done","usage":{"input_tokens":2,"output_tokens":1}}""", "data: {\"say\":\"Hel\"}\n\ndata: {\"say\":\"lo\",\"end\":\"done\",\"usage\":{\"input_tokens\":2,\"output_tokens\":1}}\n\n"])
        {
            var answer = dialect.ReadResponse(new WireResponse(200, System.Text.Encoding.UTF8.GetBytes(body), null));
            answer.ShouldSatisfyAllConditions(() => answer.Content.ShouldBe("Hello"), () => answer.FinishReason.ShouldBe("done"), () => answer.Usage!.TotalTokens.ShouldBe(3), () => answer.IsComplete.ShouldBeTrue());
        }

        dialect.ReadResponse(new WireResponse(429, """{"error":{"code":"slow_down","message":"Later"}}"""u8.ToArray(), null)).ErrorMessage.ShouldBe("Later");
    }
}
