package org.aviso.sandbox;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Why a request is refused, with Twilio's code and HTTP status ("Error and Warning Dictionary").
 */
enum TwilioRefusal {
  NOT_AUTHENTICATED(401, 20003, "Authenticate"),
  NOT_FOUND(404, 20404, "The requested resource was not found"),
  METHOD_NOT_ALLOWED(405, 20004, "Method not allowed"),
  BAD_DATE(400, 20001, "Invalid date in a DateSent filter"),
  TOO_MANY_REQUESTS(429, 20429, "Too Many Requests"),
  BODY_MISSING(400, 21602, "Message body is required."),
  FROM_MISSING(400, 21603, "A 'From' phone number is required."),
  TO_MISSING(400, 21604, "A 'To' phone number is required."),
  TO_INVALID(400, 21211, "Invalid 'To' Phone Number"),
  OPTED_OUT(400, 21610, "Attempt to send to unsubscribed recipient"),
  BODY_TOO_LONG(400, 21617, "The concatenated message body exceeds the 1600 character limit");

  final int status;
  private final int code;
  private final String message;

  TwilioRefusal(int status, int code, String message) {
    this.status = status;
    this.code = code;
    this.message = message;
  }

  ObjectNode asJson() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("code", code)
        .put("message", message)
        .put("more_info", "https://www.twilio.com/docs/errors/" + code)
        .put("status", status);
  }
}
