//go:build cgo && !purego

#include <webp/decode.h>
#include <webp/encode.h>

#include "shim.h"

static int import(WebPPicture *p, const webp_job *job) {
  if (!job->pixels) { /* the encoder only reads them */
    p->y = (uint8_t *)job->y;
    p->u = (uint8_t *)job->cb;
    p->v = (uint8_t *)job->cr;
    p->y_stride = job->stride;
    p->uv_stride = job->chroma_stride;
    return 1;
  }
  p->use_argb = job->lossless;
  return job->opaque ? WebPPictureImportRGBX(p, job->pixels, job->stride) : WebPPictureImportRGBA(p, job->pixels, job->stride);
}

webp_file webp_encode(const webp_job *job) {
  webp_file file = {NULL, 0, -1};
  WebPConfig config;
  WebPPicture picture;
  if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return file;
  config.quality = job->quality;
  config.method = job->method;
  config.lossless = job->lossless;
  config.exact = job->exact;
  WebPMemoryWriter writer;
  WebPMemoryWriterInit(&writer);
  picture.width = job->width;
  picture.height = job->height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  const int made = import(&picture, job) && WebPEncode(&config, &picture);
  file.error = picture.error_code;
  WebPPictureFree(&picture); /* frees only what it has allocated itself */
  if (!made) {
    WebPMemoryWriterClear(&writer);
    return file;
  }
  file.data = writer.mem;
  file.size = writer.size;
  return file;
}

void webp_free(uint8_t *data) { WebPFree(data); }

static int status(VP8StatusCode s) {
  switch (s) {
  case VP8_STATUS_OK: return WEBP_OK;
  case VP8_STATUS_OUT_OF_MEMORY: return WEBP_MEMORY;
  case VP8_STATUS_SUSPENDED:
  case VP8_STATUS_NOT_ENOUGH_DATA: return WEBP_TRUNCATED;
  default: return WEBP_DAMAGED;
  }
}

int webp_size(const uint8_t *data, size_t n, int *width, int *height, int *animated) {
  WebPBitstreamFeatures f;
  const VP8StatusCode s = WebPGetFeatures(data, n, &f);
  if (s != VP8_STATUS_OK) return status(s);
  *width = f.width;
  *height = f.height;
  *animated = f.has_animation;
  return WEBP_OK;
}

static int output(WebPDecoderConfig *config, uint8_t *pixels, size_t pixels_n, int stride) {
  if (!WebPInitDecoderConfig(config)) return 0;
  config->output.colorspace = MODE_RGBA;
  config->output.is_external_memory = 1;
  config->output.u.RGBA.rgba = pixels;
  config->output.u.RGBA.stride = stride;
  config->output.u.RGBA.size = pixels_n;
  return 1;
}

int webp_decode(const uint8_t *data, size_t n, uint8_t *pixels, size_t pixels_n, int stride) {
  WebPDecoderConfig config;
  if (!output(&config, pixels, pixels_n, stride)) return WEBP_MEMORY;
  const VP8StatusCode s = WebPDecode(data, n, &config);
  WebPFreeDecBuffer(&config.output);
  return status(s);
}

int webp_salvage(const uint8_t *data, size_t n, uint8_t *pixels, size_t pixels_n, int stride, int *rows) {
  WebPDecoderConfig config;
  *rows = 0;
  if (!output(&config, pixels, pixels_n, stride)) return WEBP_MEMORY;
  WebPIDecoder *const decoder = WebPINewDecoder(&config.output);
  if (!decoder) return WEBP_MEMORY;
  const VP8StatusCode s = WebPIUpdate(decoder, data, n);
  int last = 0;
  if (WebPIDecGetRGB(decoder, &last, NULL, NULL, NULL)) *rows = last; /* after an error, too */
  WebPIDelete(decoder);
  WebPFreeDecBuffer(&config.output);
  return status(s);
}
