using Reprise.Interactions;

namespace Reprise.Core.Tests.Interactions;

/// <summary>A call that repeats another one was not made by that one's key.</summary>
public sealed class OwnMetadataTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("""{ "team" : "red" }""", """{ "team" : "red" }""")]
    [InlineData("""{"reprise_key":"team","team":"red","reprise_key_id":"abc","reprise_route":"auto"}""", """{"team":"red"}""")]
    [InlineData("""{"reprise_key":"team","reprise_key_id":"abc"}""", null)]
    [InlineData("""{"says":"reprise_key"}""", """{"says":"reprise_key"}""")]
    [InlineData("""["reprise_key"]""", """["reprise_key"]""")]
    [InlineData("""{"reprise_key":""", """{"reprise_key":""")]
    public void What_the_gateway_wrote_goes_and_everything_else_stays(string? metadata, string? expected) => OwnMetadata.Without(metadata).ShouldBe(expected);
}
