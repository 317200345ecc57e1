using Microsoft.AspNetCore.Http;
using NetMesh.Control;

namespace NetMesh.Tests.Control;

public sealed class LoopbackOnlyTests
{
    [Theory]
    [InlineData("127.0.0.1:18080", true)]
    [InlineData("localhost:18080", true)]
    [InlineData("LOCALHOST:18080", true)]
    [InlineData("127.0.0.1:18081", false)]
    [InlineData("127.0.0.1", false)]
    [InlineData("evil.example:18080", false)]
    [InlineData("127.0.0.1.evil.example:18080", false)]
    [InlineData("", false)]
    public void Only_our_own_names_are_answered(string host, bool isAnswered) =>
        Assert.Equal(isAnswered, LoopbackOnly.Refusal(Request("GET", host), 18080) is null);

    [Theory]
    [InlineData(null, true)]
    [InlineData("http://127.0.0.1:18080", true)]
    [InlineData("http://localhost:18080", true)]
    [InlineData("http://127.0.0.1:8000", false)]
    [InlineData("https://127.0.0.1:18080", false)]
    [InlineData("http://evil.example", false)]
    [InlineData("null", false)]
    public void Another_origin_can_neither_read_nor_write(string? origin, bool isTaken)
    {
        foreach (var method in (string[])["GET", "POST"])
        {
            var request = Request(method, "127.0.0.1:18080");
            request.ContentType = "application/json";
            request.Headers.Origin = origin;
            Assert.Equal(isTaken, LoopbackOnly.Refusal(request, 18080) is null);
        }
    }

    [Theory]
    [InlineData("Origin", "http://127.0.0.1:18080", true)]
    [InlineData("Origin", "http://127.0.0.1:8000", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Sec-Fetch-Site", "none", true)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    public void Reads_by_another_sites_page_are_refused(string header, string value, bool isAnswered)
    {
        var request = Request("GET", "127.0.0.1:18080");
        request.Headers[header] = value;
        Assert.Equal(isAnswered, LoopbackOnly.Refusal(request, 18080) is null);
    }

    [Fact]
    public void A_link_to_the_dashboard_can_be_followed_from_anywhere()
    {
        var request = Request("GET", "127.0.0.1:18080");
        request.Headers["Sec-Fetch-Site"] = "cross-site";
        request.Headers["Sec-Fetch-Mode"] = "navigate";
        Assert.Null(LoopbackOnly.Refusal(request, 18080));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData(null)]
    public void A_write_that_a_form_could_send_is_refused(string? contentType)
    {
        var request = Request("POST", "127.0.0.1:18080");
        request.ContentType = contentType;
        Assert.NotNull(LoopbackOnly.Refusal(request, 18080));
    }

    private static HttpRequest Request(string method, string host)
    {
        var request = new DefaultHttpContext().Request;
        request.Method = method;
        request.Host = new HostString(host);
        return request;
    }
}
