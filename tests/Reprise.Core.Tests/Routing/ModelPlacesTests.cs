using System.Text;
using Reprise.Routing;

namespace Reprise.Core.Tests.Routing;

/// <summary>Another model in the place of the one that was asked for, and every other byte as it was.</summary>
public sealed class ModelPlacesTests
{
    [Theory]
    [InlineData("""{"model":"auto","messages":[]}""", """{"model":"gpt-4o","messages":[]}""")]
    [InlineData("""  { "messages" : [ {"model":"auto"} ] , "model"  :  "auto"  , "x":1.0e+2 } """, """  { "messages" : [ {"model":"auto"} ] , "model"  :  "gpt-4o"  , "x":1.0e+2 } """)]
    [InlineData("""{"m\u006fdel":"\u0061uto","a":"\u00e9 é 🙂"}""", """{"m\u006fdel":"gpt-4o","a":"\u00e9 é 🙂"}""")]
    [InlineData("""{"model":"auto","model":"auto"}""", """{"model":"gpt-4o","model":"gpt-4o"}""")]
    [InlineData("\uFEFF{\"model\":\"auto\"}", "\uFEFF{\"model\":\"gpt-4o\"}")]
    public void Only_the_name_is_another_one(string body, string expected)
    {
        var places = ModelPlaces.Find("/v1/chat/completions", Encoding.UTF8.GetBytes(body));
        places.Model.ShouldBe("auto");
        places.CanChange.ShouldBeTrue();
        Encoding.UTF8.GetString(places.Body(Encoding.UTF8.GetBytes(body), "gpt-4o")).ShouldBe(expected);
    }

    [Theory]
    [InlineData("""{"model":"a","model":"b"}""")]
    [InlineData("""{"model":"a","m\u006fdel":"b"}""")]
    public void Two_names_are_none_that_can_be_changed(string body)
    {
        var places = ModelPlaces.Find("/v1/chat/completions", Encoding.UTF8.GetBytes(body));
        places.IsAmbiguous.ShouldBeTrue();
        places.CanChange.ShouldBeFalse();
    }

    [Theory]
    [InlineData("/v1beta/models/auto:streamGenerateContent?alt=sse", "/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse")]
    [InlineData("/openai/deployments/auto/chat/completions?api-version=1", "/openai/deployments/gemini-2.0-flash/chat/completions?api-version=1")]
    public void A_model_in_the_path_is_changed_there(string path, string expected)
    {
        var places = ModelPlaces.Find(path, "{}"u8);
        places.Model.ShouldBe("auto");
        places.Path(path, "gemini-2.0-flash").ShouldBe(expected);
        places.Body("{}"u8, "x").ShouldBe("{}"u8.ToArray());
    }

    [Theory]
    [InlineData("/v1/chat/completions", "not json")]
    [InlineData("/v1/chat/completions", "[{\"model\":\"auto\"}]")]
    [InlineData("/v1/chat/completions", "{\"model\":42}")]
    [InlineData("/v1/chat/completions", "")]
    [InlineData("/v1/models/", "{}")]
    public void Where_no_name_stands_there_is_none(string path, string body) => ModelPlaces.Find(path, Encoding.UTF8.GetBytes(body)).CanChange.ShouldBeFalse();

    [Fact]
    public void Bytes_of_any_kind_never_throw_and_tools_are_counted()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var body = """{"tools":[{"a":[1]},{"b":{}}],"model":"auto","messages":[{"role":"user","content":"x"}]}"""u8.ToArray();
        ModelPlaces.Find("/v1/chat/completions", body).Tools.ShouldBe(2);
        for (var i = 0; i < 5000; i++)
        {
            var broken = body.ToArray();
            for (var j = random.Next(1, 4); j > 0; j--) broken[random.Next(broken.Length)] = (byte)random.Next(256);
            var places = ModelPlaces.Find("/v1/chat/completions", broken.AsSpan(0, random.Next(broken.Length)));
            if (places.CanChange) places.Body(broken, "y").ShouldNotBeEmpty($"seed {seed}");
        }
    }
}
