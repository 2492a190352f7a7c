using System.Text.Json;
using Reprise.Evaluation.Json;

namespace Reprise.Core.Tests.Evaluation;

/// <summary>What a schema allows, keyword by keyword.</summary>
public sealed class JsonSchemaTests
{
    [Theory]
    [InlineData("""true""", "1", true)]
    [InlineData("""false""", "1", false)]
    [InlineData("""{"type":"integer"}""", "1.0", true)]
    [InlineData("""{"type":"integer"}""", "1.5", false)]
    [InlineData("""{"type":["string","null"]}""", "null", true)]
    [InlineData("""{"type":"number"}""", "\"1\"", false)]
    [InlineData("""{"enum":[1,"a",{"b":2}]}""", """{"b":2.0}""", true)]
    [InlineData("""{"enum":[1]}""", "2", false)]
    [InlineData("""{"const":[1,2]}""", "[2,1]", false)]
    [InlineData("""{"const":1}""", "1e-9223372036854775808", false)]
    [InlineData("""{"enum":[1e-9223372036854775808]}""", "1e-9223372036854775808", true)]
    [InlineData("""{"uniqueItems":true}""", "[1e400,1e401]", true)]
    [InlineData("""{"uniqueItems":true}""", "[10,1.0e1]", false)]
    [InlineData("""{"minimum":1,"maximum":3}""", "3", true)]
    [InlineData("""{"exclusiveMaximum":3}""", "3", false)]
    [InlineData("""{"exclusiveMinimum":3}""", "3", false)]
    [InlineData("""{"multipleOf":0.1}""", "0.3", true)]
    [InlineData("""{"multipleOf":2}""", "3", false)]
    [InlineData("""{"minLength":2}""", "\"😀\"", false)]
    [InlineData("""{"maxLength":1}""", "\"😀\"", true)]
    [InlineData("""{"pattern":"^a"}""", "\"ba\"", false)]
    [InlineData("""{"format":"email"}""", "\"no\"", true)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", false)]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", "[]", true)]
    [InlineData("""{"required":["a"]}""", "{}", false)]
    [InlineData("""{"properties":{"a":{}},"additionalProperties":false}""", """{"a":1,"b":2}""", false)]
    [InlineData("""{"additionalProperties":false,"patternProperties":{"^x":{}}}""", """{"xy":1}""", true)]
    [InlineData("""{"patternProperties":{"^x":{"type":"string"}}}""", """{"xy":1}""", false)]
    [InlineData("""{"additionalProperties":{"type":"string"}}""", """{"b":2}""", false)]
    [InlineData("""{"propertyNames":{"maxLength":1}}""", """{"ab":1}""", false)]
    [InlineData("""{"minProperties":1}""", "{}", false)]
    [InlineData("""{"maxProperties":1}""", """{"a":1,"b":1}""", false)]
    [InlineData("""{"dependentRequired":{"a":["b"]}}""", """{"a":1}""", false)]
    [InlineData("""{"dependentSchemas":{"a":{"required":["b"]}}}""", """{"a":1}""", false)]
    [InlineData("""{"items":{"type":"number"}}""", """[1,"a"]""", false)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", """["a",1]""", true)]
    [InlineData("""{"prefixItems":[{"type":"string"}]}""", "[1]", false)]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":false}""", """["a",1]""", false)]
    [InlineData("""{"contains":{"type":"string"}}""", "[1]", false)]
    [InlineData("""{"contains":{"type":"string"},"minContains":2}""", """["a",1]""", false)]
    [InlineData("""{"contains":{"type":"string"},"maxContains":1}""", """["a","b"]""", false)]
    [InlineData("""{"minItems":1}""", "[]", false)]
    [InlineData("""{"maxItems":1}""", "[1,2]", false)]
    [InlineData("""{"uniqueItems":true}""", """[{"a":1,"b":[]},{"b":[],"a":1.0}]""", false)]
    [InlineData("""{"uniqueItems":true}""", """[1,"1",[1],true]""", true)]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", false)]
    [InlineData("""{"anyOf":[{"type":"string"},{"minimum":5}]}""", "3", false)]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":2}]}""", "3", false)]
    [InlineData("""{"oneOf":[{"minimum":1},{"minimum":5}]}""", "3", true)]
    [InlineData("""{"not":{"type":"string"}}""", "\"a\"", false)]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"a":1}""", false)]
    [InlineData("""{"if":{"required":["a"]},"then":{"required":["b"]},"else":{"required":["c"]}}""", """{"c":1}""", true)]
    [InlineData("""{"$ref":"#/$defs/node","$defs":{"node":{"required":["v"],"properties":{"next":{"$ref":"#/$defs/node"}}}}}""", """{"v":1,"next":{"v":2,"next":{}}}""", false)]
    [InlineData("""{"properties":{"a/b":{"type":"string"},"c":{"$ref":"#/properties/a~1b"}}}""", """{"c":1}""", false)]
    public void A_value_fits_or_does_not(string schema, string value, bool fits)
    {
        var faults = JsonSchema.Read(Parse(schema)).Check(Parse(value), out var gaveUp);
        gaveUp.ShouldBeNull();
        faults.Count.ShouldBe(fits ? 0 : faults.Count);
        faults.Count.ShouldBeGreaterThanOrEqualTo(fits ? 0 : 1);
    }

    [Fact]
    public void A_fault_says_where_it_is()
    {
        var faults = JsonSchema.Read(Parse("""{"properties":{"items":{"items":{"properties":{"price":{"type":"number"}}}}}}""")).Check(Parse("""{"items":[{"price":1},{"price":"2"}]}"""), out _);
        faults.ShouldBe(["/items/1/price: is string, expected number"]);
    }

    [Theory]
    [InlineData("""{"unevaluatedItems":false}""")]
    [InlineData("""{"nullable":true}""")]
    [InlineData("""{"items":[{}]}""")]
    [InlineData("""{"$ref":"other.json"}""")]
    [InlineData("""{"$ref":"#/$defs/none"}""")]
    [InlineData("""{"$dynamicRef":"#x"}""")]
    [InlineData("""{"type":"text"}""")]
    [InlineData("""{"pattern":"("}""")]
    [InlineData("""{"minLength":-1}""")]
    [InlineData("""{"required":7}""")]
    [InlineData("""{"properties":{"a":7}}""")]
    [InlineData("7")]
    public void A_schema_that_cannot_be_checked_whole_is_refused(string schema) => Should.Throw<FormatException>(() => JsonSchema.Read(Parse(schema)));

    [Fact]
    public void Circles_and_explosions_end()
    {
        JsonSchema.Read(Parse("""{"$ref":"#"}""")).Check(Parse("1"), out var circle);
        circle.ShouldNotBeNull();
        var wide = """{"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"items":{"$ref":"#/$defs/a"}},{"items":{"$ref":"#/$defs/a"}},{"items":{"$ref":"#/$defs/b"}}]},"b":{"not":{"$ref":"#/$defs/a"}}}}""";
        var deep = string.Concat(Enumerable.Repeat("[", 60)) + "1" + string.Concat(Enumerable.Repeat("]", 60));
        Should.NotThrow(() => JsonSchema.Read(Parse(wide)).Check(Parse(deep), out _));
        var chain = "{\"$ref\":\"#/$defs/d0\",\"$defs\":{" + string.Join(',', Enumerable.Range(0, 5000).Select(i => $"\"d{i}\":{{\"$ref\":\"#/$defs/d{i + 1}\"}}")) + ",\"d5000\":{}}}";
        Should.Throw<FormatException>(() => JsonSchema.Read(Parse(chain))).Message.ShouldContain("too deeply");
    }

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement.Clone();
}
