using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Reprise.Interactions;
using Reprise.Privacy.Policies;
using Reprise.Privacy.Redaction;

namespace Reprise.Core.Tests.Privacy.Redaction;

/// <summary>What a policy leaves of bodies of all forms.</summary>
public sealed class BodyRedactorTests
{
    private static readonly PrivacyPolicy s_label = PlainDetector.All(RedactionMode.Label);

    [Fact]
    public void What_is_not_changed_keeps_its_bytes() =>
        Request("""{ "n" : 1.50, "messages":[{"content":"caf\u00e9 \/ \ud83d\ude00 ann@example.com \n x","role" : "user"}] , "x":[ ] }""")
            .ShouldBe("""{ "n" : 1.50, "messages":[{"content":"caf\u00e9 \/ \ud83d\ude00 [email] \n x","role" : "user"}] , "x":[ ] }""");

    [Fact]
    public void A_body_in_which_nothing_is_found_is_the_very_same()
    {
        var body = new Body { Bytes = "{\"a\":\"b\"}"u8.ToArray() };
        PlainDetector.Body(s_label).Redact(body, BodySide.Request, new RedactionNotes()).ShouldBeSameAs(body);
    }

    [Fact]
    public void Escaped_values_are_found() => Request("""{"a":"ann\u0040example.com"}""").ShouldBe("""{"a":"[email]"}""");

    [Fact]
    public void Json_in_strings_is_read_as_json()
    {
        var inner = """{"to":"ann\u0040example.com","text":"Hi\nbob@example.com","n":{"deep":"[\"cid@example.com\"]"}}""";
        var redacted = Request(JsonSerializer.Serialize(new { arguments = inner }));
        var arguments = JsonDocument.Parse(redacted).RootElement.GetProperty("arguments").GetString()!;
        arguments.ShouldBe("""{"to":"[email]","text":"Hi\n[email]","n":{"deep":"[\"[email]\"]"}}""");
    }

    [Fact]
    public void Numbers_of_tools_are_looked_at_with_their_names()
    {
        Request("""{"messages":[{"content":[{"type":"tool_use","id":"t1","name":"pay","input":{"card":4111111111111111,"phone":49301234567,"count":1234567890}}]}]}""")
            .ShouldBe("""{"messages":[{"content":[{"type":"tool_use","id":"t1","name":"pay","input":{"card":"[card]","phone":"[phone]","count":1234567890}}]}]}""");
        Request("""{"created":4111111111111111}""").ShouldBe("""{"created":4111111111111111}""");
    }

    [Fact]
    public void Names_of_members_are_data_too() => Request("""{"input":{"ann@example.com":{"score":1}}}""").ShouldBe("""{"input":{"[email]":{"score":1}}}""");

    [Fact]
    public void Words_of_the_protocol_stay_where_they_look_like_words()
    {
        const string Body = """{"model":"sk-test-abcdefghijklmnop","messages":[]}""";
        Request(Body).ShouldBe(Body);
        Request("""{"model":"ask ann@example.com"}""").ShouldBe("""{"model":"ask [email]"}""");
    }

    [Fact]
    public void A_pretty_printed_body_that_breaks_off_is_read_up_to_there() =>
        Request("{\n \"messages\": [\n {\"content\": \"ann\\u0040example.com and bob@example.co").ShouldBe("{\n \"messages\": [\n {\"content\": \"[email] and bob@example.co");

    [Fact]
    public void Words_and_lines_are_read_as_they_are() => Request("Dear ann@example.com,\ncall +4930123456789\n").ShouldBe("Dear [email],\ncall [phone]\n");

    [Fact]
    public void Forms_are_read_field_by_field() =>
        Text(Redact(s_label, new Body { Bytes = "to=ann%40example.com&x=1+2&phone=4930123456"u8.ToArray(), ContentType = "application/x-www-form-urlencoded" })).ShouldBe("to=%5Bemail%5D&x=1+2&phone=%5Bphone%5D");

    [Fact]
    public void Json_lines_are_read_line_by_line() =>
        Answer("{\"message\":{\"content\":\"hi\"}}\n{\"other\":\"ann@example.com\"}\n").ShouldBe("{\"message\":{\"content\":\"hi\"}}\n{\"other\":\"[email]\"}\n");

    [Fact]
    public void A_compressed_body_is_stored_plain_when_it_is_changed_and_as_it_came_when_not()
    {
        var body = new Body { Bytes = Gzip("{\"a\":\"ann@example.com\"}"), ContentEncoding = "gzip" };
        var redacted = Redact(s_label, body)!;
        Text(redacted).ShouldBe("{\"a\":\"[email]\"}");
        redacted.ContentEncoding.ShouldBeNull();
        var other = new Body { Bytes = Gzip("{\"a\":\"b\"}"), ContentEncoding = "gzip" };
        Redact(s_label, other).ShouldBeSameAs(other);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip")]
    public void What_cannot_be_unpacked_is_not_kept(string encoding)
    {
        var notes = new RedactionNotes();
        PlainDetector.Body(s_label).Redact(new Body { Bytes = "ann@example.com"u8.ToArray(), ContentEncoding = encoding }, BodySide.Request, notes).ShouldBeNull();
        var note = notes.ToNote("test")!;
        note.Dropped.ShouldBe(["input"]);
        notes.Fault.ShouldNotBeNull();
    }

    [Fact]
    public void Bytes_that_are_no_text_stay_only_where_they_are_known_and_the_policy_keeps_them()
    {
        byte[] bytes = [0xFF, 0xD8, 0xFF, 0, 1, 2];
        Redact(s_label, new Body { Bytes = bytes, ContentType = "image/jpeg" }).ShouldNotBeNull();
        Redact(s_label with { KeepMedia = false }, new Body { Bytes = bytes, ContentType = "image/jpeg" }).ShouldBeNull();
        Redact(s_label, new Body { Bytes = bytes, ContentType = "application/octet-stream" }).ShouldBeNull();
    }

    [Fact]
    public void Parts_of_a_multipart_body_are_read_each_in_its_form()
    {
        byte[] body = [.. "--b\r\nContent-Disposition: form-data; name=\"prompt\"\r\n\r\nask ann@example.com\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"bob@example.com.png\"\r\nContent-Type: image/png\r\n\r\n"u8,
            0x89, 0x50, 0, 0xFF, .. "\r\n--b\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"u8, 0, 0xFE, .. "\r\n--b--\r\n"u8];
        var notes = new RedactionNotes();
        var redacted = PlainDetector.Body(s_label).Redact(new Body { Bytes = body, ContentType = "multipart/form-data; boundary=b" }, BodySide.Request, notes)!;
        var text = Encoding.Latin1.GetString(redacted.Bytes.Span);
        text.ShouldContain("ask [email]\r\n--b");
        text.ShouldContain("filename=\"[email].png\"");
        text.ShouldContain("\x89P\0\xFF\r\n--b");
        text.ShouldNotContain("\xFE");
        text.ShouldEndWith("\r\n--b--\r\n");
        notes.Fault.ShouldNotBeNull();
    }

    [Fact]
    public void Pictures_in_json_are_not_mistaken_for_words()
    {
        var picture = Convert.ToBase64String(Enumerable.Range(0, 3000).Select(i => (byte)(i * 7)).ToArray());
        var body = JsonSerializer.Serialize(new { messages = new[] { new { role = "user", content = new object[] { new { type = "image", source = new { type = "base64", data = picture } } } } } });
        Request(body).ShouldBe(body);
        Text(Redact(s_label with { KeepMedia = false }, Json(body))).ShouldNotContain(picture);
    }

    [Fact]
    public void What_says_the_text_again_token_by_token_goes_with_it()
    {
        Answer("""{"choices":[{"message":{"role":"assistant","content":"ann@example.com"},"logprobs":{"content":[{"token":"ann","logprob":-1}]},"finish_reason":"stop"}]}""")
            .ShouldBe("""{"choices":[{"message":{"role":"assistant","content":"[email]"},"logprobs":null,"finish_reason":"stop"}]}""");
        Answer("""{"response":"ann@example.com","context":[1,2,3]}""").ShouldBe("""{"response":"[email]","context":[]}""");
        const string Untouched = """{"choices":[{"message":{"role":"assistant","content":"hi"},"logprobs":{"content":[{"token":"hi","logprob":-1}]}}]}""";
        Answer(Untouched).ShouldBe(Untouched);
    }

    [Fact]
    public void Dropped_classes_leave_empty_texts_and_what_steers()
    {
        const string Body = """{"model":"m","system":"be kind","messages":[{"role":"user","content":"ask"},{"role":"assistant","content":"said"},{"role":"tool","tool_call_id":"c1","content":"gave"}],"tools":[{"type":"function","function":{"name":"f","description":"does"}}],"max_tokens":5}""";
        Text(Redact(new PrivacyPolicy { Input = ContentRule.Drop }, Json(Body))).ShouldBe(Body.Replace("\"ask\"", "\"\"", StringComparison.Ordinal));
        Text(Redact(new PrivacyPolicy { Output = ContentRule.Drop }, Json(Body))).ShouldBe(Body.Replace("\"said\"", "\"\"", StringComparison.Ordinal));
        Text(Redact(new PrivacyPolicy { System = ContentRule.Drop }, Json(Body))).ShouldBe(Body.Replace("\"be kind\"", "\"\"", StringComparison.Ordinal));
        Text(Redact(new PrivacyPolicy { Tools = ContentRule.Drop }, Json(Body))).ShouldBe(Body.Replace("\"gave\"", "\"\"", StringComparison.Ordinal).Replace("\"does\"", "\"\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Users_of_a_body_become_pseudonyms()
    {
        var policy = new PrivacyPolicy { HashUsers = true };
        Text(Redact(policy, Json("""{"user":"ann","metadata":{"user_id":"ann"},"messages":[{"user":"ann"}]}""")))
            .ShouldMatch("""^\{"user":"(u-[0-9a-f]{32})","metadata":\{"user_id":"\1"\},"messages":\[\{"user":"ann"\}\]\}$""");
    }

    [Fact]
    public void Notes_say_where_each_value_stood()
    {
        var notes = new RedactionNotes();
        PlainDetector.Body(s_label).Redact(Json("""{"messages":[{"content":"x"},{"content":"a ann@example.com b bob@example.com"}]}"""), BodySide.Request, notes);
        var note = notes.ToNote("test")!;
        note.Counts.ShouldBe(new Dictionary<string, int> { ["email"] = 2 });
        note.Redactions.ShouldBe([new("email", "request/messages/1/content", 2, 7), new("email", "request/messages/1/content", 12, 7)]);
    }

    [Fact]
    public void Every_prefix_of_a_body_can_be_read()
    {
        var body = Encoding.UTF8.GetBytes("""data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"é ann\u0040example.com 😀"}}""" + "\n\n" + """{"a":["x\n",{"b":tru""");
        for (var length = 0; length <= body.Length; length++) Redact(s_label, new Body { Bytes = body.AsMemory(0, length) }, BodySide.Response);
    }

    private static string Request(string body) => Text(Redact(s_label, Json(body)));

    private static string Answer(string body) => Text(Redact(s_label, Json(body), BodySide.Response));

    private static Body Json(string text) => new() { Bytes = Encoding.UTF8.GetBytes(text) };

    private static Body? Redact(PrivacyPolicy policy, Body body, BodySide side = BodySide.Request) => PlainDetector.Body(policy).Redact(body, side, new RedactionNotes());

    private static string Text(Body? body) => Encoding.UTF8.GetString(body!.Bytes.Span);

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
